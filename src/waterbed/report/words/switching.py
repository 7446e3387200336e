"""Words on whether the target's own crime changed its kind."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.released_elsewhere import ShownElsewhere, ShownSwitched
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import names
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import (
    HIDDEN,
    between,
    change,
    listed,
    sentence,
    several,
    two_sided,
)
from waterbed.report.words.remarks import refusal

HARM_NOTE = (
    "Harm is the sum of counts, each times the weight that the study gives its kind; the weights "
    "are taken as known."
)

PLACES_NOTE = (
    "A count in a place of its own is another kind of count: it is set beside the target and added "
    "to nothing, and no share of a fall in the target is put down to it. A rise there fits a move, "
    "and also more looking by police, and anything else that happened there."
)


def title(study: ShownStudy, one: ShownSwitched) -> str:
    """An outcome at the head of a row."""
    if one.weighted and all(known.id != one.outcome for known in study.outcomes):
        return "Harm, all weighted kinds together"
    name = names.outcome(study, one.outcome)
    return f"{name}, in “{one.place}”" if one.place else name


def row_told(study: ShownStudy, one: ShownSwitched) -> tuple[str, str, str, str]:
    """A row: outcome, change, interval and p that allow for the whole table."""
    name = title(study, one)
    if one.status == "withheld":
        return name, HIDDEN, HIDDEN, HIDDEN
    if one.why:
        return name, refusal(one.why), "", ""
    band = between(one.band_low, one.band_high, "ratio")
    return name, change(one.value, "ratio"), band, _p(one)


def switching_told(
    study: ShownStudy, found: Sequence[ShownSwitched], level: float = 0.95
) -> tuple[str, ...]:
    """Whether any outcome stands out when all are looked at, and what that means."""
    judged = [one for one in found if not one.why and one.status != "withheld"]
    if not judged:
        return ("Whether crime in the target changed its kind cannot be said here.",)
    rose = [one for one in judged if _beyond(one, level) and (one.value or 0.0) > 0]
    fell = [one for one in judged if _beyond(one, level) and (one.value or 0.0) < 0]
    lead = f"Of {several(len(judged), 'outcome')} looked at together in the target"
    if any(one.place for one in judged):
        lead = f"Of {several(len(judged), 'count')} looked at together"
        lead += ", in the target and in places of their own"
    said = []
    if rose:
        said.append(sentence(f"{lead}, more than was expected: {_named(study, rose)}"))
    if fell:
        said.append(sentence(f"{lead}, fewer than was expected: {_named(study, fell)}"))
    if not rose and not fell:
        said.append(
            f"{lead}, none stands out when their number is allowed for. That does not show that "
            "nothing changed its kind: a change as large as the intervals allow would not be seen."
        )
    elif rose and fell:
        said.append(
            "One kind fell and another rose: that fits a change of kind, and also two changes with "
            "nothing to do with each other."
        )
    if any(one.weighted for one in judged):
        said.append(HARM_NOTE)
    return tuple(said)


def beside_told(study: ShownStudy, found: Sequence[ShownElsewhere]) -> tuple[str, ...]:
    """A sentence for each count in a place of its own, in the first window of its intervention; of
    an unpublished table none."""
    first = {one.intervention: one for one in reversed(found)}
    return tuple(
        text for one in found if first[one.intervention] is one for text in _beside(study, one)
    )


def _beside(study: ShownStudy, found: ShownElsewhere) -> list[str]:
    said = []
    measure = lowered(names.intervention(study, found.intervention))
    for one in found.switched:
        if not one.place or one.status == "withheld":
            continue
        if one.why:
            said.append(f"{title(study, one)}, cannot be judged: {lowered(refusal(one.why))}")
            continue
        band = between(one.band_low, one.band_high, "ratio")
        said.append(
            f"{title(study, one)}, set beside the target ({measure}): "
            f"{change(one.value, 'ratio')} than expected ({band}, so wide that all counts set "
            "beside it hold at once). It is another kind of count, and added to nothing."
        )
    return said


_COMPARED = {
    "rule": "a place by the same rule round each area where nothing was done",
    "group": "other such groups whole",
    "random": "as many areas drawn at random, over groups and side by side as these are",
}


def places_told(study: ShownStudy, found: Sequence[ShownSwitched]) -> tuple[str, ...]:
    """What a count in a place of its own is, and what it was compared with; () where none is."""
    said = []
    for one in found:
        if one.place and one.status != "withheld":
            text = f"{title(study, one)}: {several(one.areas, 'area')}"
            if one.co_treated:
                text += f", of which {one.co_treated:,} also under another measure"
            compared = _COMPARED.get(one.placebos, "")
            said.append(f"{text}; compared with {compared}." if compared else f"{text}.")
    if any(one.place for one in found):
        said.append(PLACES_NOTE)
    return tuple(said)


def _p(one: ShownSwitched) -> str:
    return two_sided(one.p_family, one.disjoint if one.place else None)


def _beyond(one: ShownSwitched, level: float) -> bool:
    return one.p_family is not None and one.p_family <= 1 - level + 1e-12


def _named(study: ShownStudy, found: Sequence[ShownSwitched]) -> str:
    return listed(
        f"{lowered(title(study, one))} ({change(one.value, 'ratio')}, p {_p(one)} over the table)"
        for one in found
    )
