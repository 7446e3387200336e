"""Four or eight numbers: did it change, did it move, and is a fall in reports a fall in harm?

The form is sent by its address, so that going back and loading again are safe; `waterbed.js` then
puts the numbers behind the `#`, which no server is sent, and nothing that is asked is logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict

from waterbed.model.errors import InputError, WaterbedError, raise_all
from waterbed.web.forms import NUMBER, Field, Form
from waterbed.web.visit import Visit

Numbers = Mapping[str, float]
Pair = tuple[float, float]
WHEN = ("before", "after")
PLACES = (
    ("treated", "The place where it was done", "treated"),
    ("control", "A comparison that nothing was done in", "control"),
    ("displaced", "Next door, where it may have moved to", "displaced"),
    ("displaced_control", "A comparison for next door", "displaced control"),
)
NEEDED = 2
"""Places without which there is nothing to say: the other two go together."""


def _fields() -> tuple[Field, ...]:
    counts = [
        Field(f"{name}_{when}", when.capitalize(), kind=NUMBER, beside=when == "after",
              group="" if when == "after" else words + (" (optional)" if i >= NEEDED else ""),
              places=(place,) if when == "before" else ())
        for i, (name, words, place) in enumerate(PLACES) for when in WHEN
    ]  # fmt: skip
    rate = Field(
        "rate", "Of 100 incidents, how many were reported before?", kind=NUMBER, optional=True,
        hint="If somebody knows, a survey for instance: a fall in reports is told in these terms.",
    )  # fmt: skip
    return (*counts, rate)


FORM = Form("numbers", _fields(), "Answer", action="/numbers", method="get")


def show(visit: Visit) -> Mapping[str, object]:
    asked = ImmutableMultiDict(visit.query.multi_items())
    sent = "form" in asked
    if not sent and not any(asked.get(field.name, "").strip() for field in FORM.fields):
        return {"numbers": FORM, "told": None}
    try:
        answer = answered(asked)
    except WaterbedError as error:
        return {"numbers": FORM.answered(asked, error), "told": None}
    kept = {
        field.name: asked[field.name] for field in FORM.fields if asked.get(field.name, "").strip()
    }
    return {"numbers": FORM.answered(asked), "kept": urlencode(kept), **answer}


def answered(asked: Mapping[str, str]) -> dict[str, object]:
    """What the template shows of these numbers; InputError, InputErrors or Refusal."""
    from waterbed.analysis.numbers import wdd_chart, wdd_numbers
    from waterbed.displacement.command import wdd_answer
    from waterbed.report.blocks import Block

    numbers = _numbers(asked)
    pairs = [_pair(numbers, name) for name, _, _ in PLACES]
    treated, control, displaced, beside = pairs
    assert treated is not None and control is not None
    zones = [zone for zone in (displaced,) if zone], [zone for zone in (beside,) if zone]
    answer = wdd_answer(treated, control, *zones)
    wording = wdd_numbers(answer)
    block = Block(
        paragraphs=wording.sentences, charts=(wdd_chart(answer),), points=wording.reach,
    )  # fmt: skip
    words = [f"--{name.replace('_', '-')} {pair[0]:g} {pair[1]:g}"
             for (name, _, _), pair in zip(PLACES, pairs, strict=True) if pair]  # fmt: skip
    return {
        "told": wording,
        "block": block,
        "harm": _harm(treated, control, numbers.get("rate")),
        "command": " ".join(["waterbed wdd", *words]),
    }


def _harm(treated: Pair, control: Pair, rate: float | None) -> object:
    """What the record may mean, as a block; the reason where these counts cannot say."""
    from waterbed.analysis.numbers import reporting_chart
    from waterbed.disclosure.exact import as_given
    from waterbed.report.blocks import Block
    from waterbed.report.words.reporting import reporting_sentences
    from waterbed.reporting.command import Given, reporting_command

    share = None if rate is None else rate / 100
    try:
        raw = reporting_command(Given(treated=treated, control=control), rate=share)
    except InputError as error:
        if error.place == "rate":
            raise
        return Block(paragraphs=(str(error),))
    estimates, _ = as_given(*raw)
    recorded, *said = reporting_sentences(estimates, rate=share)
    return Block(finding=recorded, paragraphs=tuple(said), charts=(reporting_chart(estimates[0]),))


def _numbers(asked: Mapping[str, str]) -> Numbers:
    """Each number that was entered; InputErrors for all that is missing or none."""
    numbers: dict[str, float] = {}
    wrong: list[InputError] = []
    beside = any(asked.get(f"{name}_{when}", "").strip() for name, _, _ in PLACES[NEEDED:]
                 for when in WHEN)  # fmt: skip
    needed = {
        f"{place}_{when}": f"enter the count {when}: {words[0].lower()}{words[1:]}"
        for place, words, _ in (PLACES if beside else PLACES[:NEEDED])
        for when in WHEN
    }
    for name in (field.name for field in FORM.fields):
        text = asked.get(name, "").strip()
        if not text:
            if name in needed:
                wrong.append(InputError(needed[name], place=name))
            continue
        try:
            numbers[name] = float(text.replace(",", ""))
        except ValueError:
            mend = "Write it in digits: 207."
            wrong.append(InputError("this is not a number", place=name, value=text, mend=mend))
    raise_all(wrong)
    return numbers


def _of(place: str) -> tuple[str, ...]:
    return tuple(f"{place}_{when}" for when in WHEN)


def _pair(numbers: Numbers, place: str) -> Pair | None:
    before, after = (numbers.get(name) for name in _of(place))
    return None if before is None or after is None else (before, after)
