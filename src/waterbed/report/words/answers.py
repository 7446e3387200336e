"""The answers in words, and the level at which claims are judged: one for all claims of a study.

An answer that allows for chance carries its level where that is below the usual one, on every
surface; what was recorded, and numbers of people, are not judged at a level.
"""

from __future__ import annotations

import math

from waterbed.model.kinds import COMPARED, KINDS, SECOND
from waterbed.model.released import ShownVerdict
from waterbed.model.verdict import LEVEL
from waterbed.report.words.numbers import digits_of, share

ANSWER_WORDS = {
    "supported": "Supported",
    "contradicted": "Contradicted",
    "undecided": "Undecided",
    "untestable": "Untestable",
    "not-shown": "Not shown",
}
ANSWER_MEANS = {
    "supported": "everything that fits the data agrees with the claim",
    "contradicted": "nothing that fits the data agrees with the claim",
    "undecided": "some of what fits the data agrees with the claim and some does not, or a check "
    "found that the comparison cannot bear an answer",
    "untestable": "these data cannot speak to the claim",
    "not-shown": "what may be shown of the counts does not tell the answer",
}

AGREES = {
    "supported": "All of that range agrees with the claim.",
    "contradicted": "None of that range agrees with the claim.",
    "undecided": "Part of that range agrees with the claim and part does not.",
}
LEAVES = {
    "supported": "All that this leaves agrees with the claim.",
    "contradicted": "Nothing that this leaves agrees with the claim.",
    "undecided": "Part of what this leaves agrees with the claim and part does not.",
}


def level_words(level: float) -> str:
    """95%; 92.5%."""
    return share(level, digits_of(level))


def at_level(level: float) -> str:
    """(at 90%), behind a word that allows for chance; nothing at the usual level or above."""
    return f" (at {level_words(level)})" if level < LEVEL - 1e-9 else ""


def each_end(level: float) -> str:
    """each end at 95%: the level of the one-sided test that makes each end of the range that
    decides."""
    return f"each end at {level_words(level)}"


def end_at(level: float) -> str:
    """The same behind a range, in brackets; nothing at the usual level, which a page says once."""
    return "" if math.isclose(level, LEVEL) else f" ({each_end(level)})"


def missed(level: float) -> str:
    """What a level says of a range: each end at 95%; in 10% of such studies the truth lies
    outside."""
    outside = share(2 * (1 - level), digits_of(2 * (1 - level)))
    return f"{each_end(level)}; in {outside} of such studies the truth lies outside"


def what_fits(level: float) -> str:
    """What the range that decides is, said once for every range of a page."""
    return f"What fits the data: changes the counts do not rule out, {missed(level)}."


def answer_word(verdict: ShownVerdict, level: float) -> str:
    """Supported (at 90%); Supported, of what was recorded."""
    kind = KINDS[verdict.kind]
    judged = kind.parameter in (*COMPARED, *SECOND) or kind.quantity.asked
    tested = judged and verdict.answer not in ("untestable", "not-shown")
    return ANSWER_WORDS[verdict.answer] + (at_level(level) if tested else "")


def level_note(level: float) -> str:
    """That answers stand at a lower level than is usual; "" where they do not."""
    if not at_level(level):
        return ""
    chance = share(1 - level, digits_of(1 - level))
    return (
        f"Claims of a change beyond chance are judged at {level_words(level)}, not at the usual "
        f"{level_words(LEVEL)}: where a claim is not so, chance alone supports it up to {chance} "
        "of the time."
    )
