"""A claim that is asked again in another kind: what may not come to be said unawares.

A zone left open means all zones of a move, and the target of most other kinds; a figure of a fall
is a size in some kinds, and of recorded counts a change with its sign; and what was recorded says
nothing of a cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waterbed.model.errors import InputError, raise_all
from waterbed.model.kinds import KINDS, Kind
from waterbed.model.study import NET, TARGET
from waterbed.propose.claim_form import Sentence, answers_of
from waterbed.propose.claims import drafted_of, uncaused
from waterbed.propose.quoted import SIGNS


def recast_answers(sentence: Sentence, before: Mapping[str, Any]) -> dict[str, list[str]]:
    """What stands in each field for a claim that is asked in a kind, as `answers_of`.

    In another kind than its own: of a move its zone, open where there are several; of the target
    beside a zone the target; of recorded counts no figure but a change, with its sign, and as a
    size none but of a change that goes its way; of words that the study drafted those of the kind.
    """
    old, entry = _kind_of(before), dict(before)
    if old is None or before["kind"] == sentence.kind:
        return answers_of(sentence, entry)
    if turns_to_target(before, sentence):
        each = [value for value in _zones(sentence) if value not in (TARGET, NET)]
        if old.quantity.turn:
            entry["zone"] = TARGET
        elif len(each) == 1:
            entry.setdefault("zone", each[0])
    given, new = answers_of(sentence, entry), KINDS[sentence.kind]
    if "stated" in given and {old.figure, new.figure} == {"change", "size"}:
        figure = given.pop("stated")[0]
        sized = new if new.figure == "size" else old
        sign = SIGNS.get(sized.direction, "")
        size = figure.lstrip("+-")
        if new.figure == "change" and sign:
            given["stated"] = [sign + size]
        elif sign and figure.startswith("-") == (sign == "-"):
            given["stated"] = [size]
    elif new.figure == "change":
        given.pop("stated", None)
    if sentence.kind == "recorded" and (words := uncaused(before, rose=True)):
        given["words"] = [words]
    return given


def reworded(before: Mapping[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """A claim that the study put, as it stands in its form, with words that say what it asks now:
    of recorded counts they name no cause.

    InputError where it asks something else than before, and the words are still those drafted.
    """
    words, negated = entry.get("words"), bool(entry.get("negated"))
    drafted = before.get("words") if drafted_of(before) else None
    if drafted is None:
        return entry
    if entry["kind"] == "recorded" and (rose := uncaused(before, rose=True)):
        fell = uncaused(before, rose=False)
        if words in (drafted, rose, fell) and not negated:
            stated = entry.get("stated")
            is_fall = isinstance(stated, int | float) and stated < 0
            return {**entry, "words": fell if is_fall else rose}
    now, then = KINDS[entry["kind"]], KINDS[str(before["kind"])]
    same = (now.parameter, now.direction) == (then.parameter, then.direction)
    if words == drafted and not (same and negated == bool(before.get("negated"))):
        raise InputError(
            "these words were drafted of another claim", place="words",
            mend="Write what it says now.",
        )  # fmt: skip
    return entry


def turns_to_target(before: Mapping[str, Any], sentence: Sentence) -> bool:
    """Whether a zone left open, which meant all zones, would mean the target under a new kind."""
    old = _kind_of(before)
    zoned = old is not None and old.quantity.zoned
    return zoned and not KINDS[sentence.kind].quantity.zoned and bool(_zones(sentence))


def raise_unclear(
    before: Mapping[str, Any], sentence: Sentence, entry: Mapping[str, Any], figure: str
) -> None:
    """InputErrors for what a claim would come to say unawares: of the target what was said of a
    zone, of a rise what was said of a fall.

    before : as it stands in the study, none of a new one; figure : as it was written
    """
    errors, figure = [], figure.strip()
    if turns_to_target(before, sentence) and "zone" not in entry:
        errors.append(InputError(
            "does not say where", place="zone",
            mend="The claim was about a zone; left open, it would be about the target "
            "alone. Choose where.",
        ))  # fmt: skip
    stated = entry.get("stated")
    signed = figure.startswith("+") or not isinstance(stated, int | float) or stated <= 0
    if KINDS[sentence.kind].figure == "change" and not signed:
        errors.append(InputError(
            "the figure does not say whether it is a fall or a rise", place="stated", value=figure,
            mend=f"Write −{figure} for a fall, +{figure} for a rise.",
        ))  # fmt: skip
    raise_all(errors)


def _kind_of(entry: Mapping[str, Any]) -> Kind | None:
    return KINDS.get(str(entry.get("kind")))


def _zones(sentence: Sentence) -> tuple[str, ...]:
    each = (blank.choices for blank in sentence.blanks if blank.key == "zone")
    return tuple(value for value, _ in next(each, ()))
