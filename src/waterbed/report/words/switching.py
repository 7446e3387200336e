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


def title(study: ShownStudy, count: ShownSwitched) -> str:
    """An outcome at the head of a row."""
    if count.weighted and all(known.id != count.outcome for known in study.outcomes):
        return "Harm, all weighted kinds together"
    name = names.outcome(study, count.outcome)
    return f"{name}, in “{count.place}”" if count.place else name


def switched_row(study: ShownStudy, count: ShownSwitched) -> tuple[str, str, str, str]:
    """A row: outcome, change, interval and p that allow for the whole table."""
    name = title(study, count)
    if count.status == "withheld":
        return name, HIDDEN, HIDDEN, HIDDEN
    if count.why:
        return name, refusal(count.why), "", ""
    band = between(count.band_low, count.band_high, "ratio")
    return name, change(count.value, "ratio"), band, _p(count)


def switching_sentences(study: ShownStudy, counts: Sequence[ShownSwitched]) -> tuple[str, ...]:
    """Whether any outcome stands out when all are looked at, and what that means."""
    level = study.rule.level
    judged = [table for table in counts if not table.why and table.status != "withheld"]
    if not judged:
        return ("Whether crime in the target changed its kind cannot be said here.",)
    rose = [count for count in judged if _beyond(count, level) and (count.value or 0.0) > 0]
    fell = [count for count in judged if _beyond(count, level) and (count.value or 0.0) < 0]
    lead = f"Of {several(len(judged), 'outcome')} looked at together in the target"
    if any(count.place for count in judged):
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
    if any(count.weighted for count in judged):
        said.append(HARM_NOTE)
    return tuple(said)


def beside_sentences(study: ShownStudy, elsewheres: Sequence[ShownElsewhere]) -> tuple[str, ...]:
    """A sentence for each count in a place of its own, in the first window of its intervention; of
    an unpublished table none."""
    first = {elsewhere.intervention: elsewhere for elsewhere in reversed(elsewheres)}
    return tuple(
        text
        for elsewhere in elsewheres
        if first[elsewhere.intervention] is elsewhere
        for text in _beside(study, elsewhere)
    )


def _beside(study: ShownStudy, elsewhere: ShownElsewhere) -> list[str]:
    said = []
    measure = lowered(names.intervention(study, elsewhere.intervention))
    for count in elsewhere.switched:
        if not count.place or count.status == "withheld":
            continue
        if count.why:
            said.append(f"{title(study, count)}, cannot be judged: {lowered(refusal(count.why))}")
            continue
        band = between(count.band_low, count.band_high, "ratio")
        said.append(
            f"{title(study, count)}, set beside the target ({measure}): "
            f"{change(count.value, 'ratio')} than expected ({band}, so wide that all counts set "
            "beside it hold at once). It is another kind of count, and added to nothing."
        )
    return said


_COMPARED = {
    "rule": "a place by the same rule round each area where nothing was done",
    "group": "other such groups whole",
    "random": "as many areas drawn at random, over groups and side by side as these are",
}


def places_sentences(study: ShownStudy, counts: Sequence[ShownSwitched]) -> tuple[str, ...]:
    """What a count in a place of its own is, and what it was compared with; () where none is."""
    said = []
    for table in counts:
        if table.place and table.status != "withheld":
            text = f"{title(study, table)}: {several(table.areas, 'area')}"
            if table.co_treated:
                text += f", of which {table.co_treated:,} also under another measure"
            compared = _COMPARED.get(table.placebos, "")
            said.append(f"{text}; compared with {compared}." if compared else f"{text}.")
    if any(count.place for count in counts):
        said.append(PLACES_NOTE)
    return tuple(said)


def _p(count: ShownSwitched) -> str:
    return two_sided(count.p_family, count.disjoint if count.place else None)


def _beyond(count: ShownSwitched, level: float) -> bool:
    return count.p_family is not None and count.p_family <= 1 - level + 1e-12


def _named(study: ShownStudy, counts: Sequence[ShownSwitched]) -> str:
    return listed(
        f"{lowered(title(study, table))} ({change(table.value, 'ratio')}, p {_p(table)} over the "
        "table)"
        for table in counts
    )
