"""A claim that is asked again in another kind: what may not come to be said unawares.

A zone left open means all zones of a move, and the target of most other kinds; a figure of a fall
is a size in some kinds, and of recorded counts a change with its sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waterbed.model.errors import InputError, raise_all
from waterbed.model.kinds import KINDS, Kind
from waterbed.model.study import NET, TARGET
from waterbed.propose.claim_form import Sentence, answers_of


def recast_answers(sentence: Sentence, before: Mapping[str, Any]) -> dict[str, list[str]]:
    """What stands in each field for a claim that is asked in a kind, as `answers_of`.

    In another kind than its own: of a move its zone, open where there are several; of the target
    beside a zone the target; of recorded counts no figure but a change, with its sign.
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
    given = answers_of(sentence, entry)
    if KINDS[sentence.kind].figure == "change" and (figure := given.pop("stated", None)):
        sign = {"fall": "-", "rise": "+"}.get(old.direction, "")
        if old.figure == "size" and sign:
            given["stated"] = [sign + figure[0].removeprefix("-")]
    return given


def turns_to_target(before: Mapping[str, Any], sentence: Sentence) -> bool:
    """Whether a zone left open, which meant all zones, would mean the target under a new kind."""
    old = _kind_of(before)
    zoned = old is not None and old.quantity.zoned
    return zoned and not KINDS[sentence.kind].quantity.zoned and bool(_zones(sentence))


def raise_unclear(
    before: Mapping[str, Any], sentence: Sentence, entry: Mapping[str, Any], figure: str
) -> None:
    """InputErrors for what a claim of another kind would come to say unawares: of the target what
    was said of a zone, of a rise what was said of a fall.

    figure : as it was written
    """
    if before.get("kind") == sentence.kind:
        return
    errors, figure = [], figure.strip()
    if turns_to_target(before, sentence) and "zone" not in entry:
        errors.append(InputError(
            "does not say where", place="zone",
            mend="The claim was about a zone; left open, it would be about the target "
            "alone. Choose where.",
        ))  # fmt: skip
    signed = figure.startswith("+") or not entry.get("stated", 0) > 0
    if KINDS[sentence.kind].figure == "change" and not signed:
        errors.append(InputError(
            "does not say whether it is a fall or a rise", place="stated", value=figure,
            mend=f"Write −{figure} for a fall, +{figure} for a rise.",
        ))  # fmt: skip
    raise_all(errors)


def _kind_of(entry: Mapping[str, Any]) -> Kind | None:
    return KINDS.get(str(entry.get("kind")))


def _zones(sentence: Sentence) -> tuple[str, ...]:
    each = (blank.choices for blank in sentence.blanks if blank.key == "zone")
    return tuple(value for value, _ in next(each, ()))
