"""Words on the untreated surroundings: what they did, and both ways to read it."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.kinds import KINDS
from waterbed.model.region import OTHER_SIDE
from waterbed.model.released import ShownRemark, ShownRun, ShownSurrounding, ShownVerdict
from waterbed.model.released_study import ShownStudy
from waterbed.report.words.facts import known
from waterbed.report.words.numbers import HIDDEN, between, change, counted, listed, percent, plural
from waterbed.report.words.remarks import refusal

PLACES = {
    "ring": "in the {areas} that touch the target or its zones and are neither",
    "group": "in the rest of the target’s group ({areas})",
}
TITLES = {"ring": "Ring beyond the zones", "group": "Rest of the target’s group"}
READINGS = {
    "fall": "A change that the whole neighbourhood had and the scheme did not bring looks like "
    "this; so does a benefit that spread. These counts cannot tell the two apart",
    "rise": "A change that the whole neighbourhood had and the scheme did not bring looks like "
    "this; so does a harm that spread. These counts cannot tell the two apart",
}


CONTRARY = {
    "fall": "There it rose, beyond chance ({places}). Crime that moved beyond the zones looks like "
    "this; so does any other change there",
    "rise": "There it fell, beyond chance ({places}). Crime that was drawn from beyond the zones "
    "looks like this; so does any other change there",
}


def surroundings_of(
    results: ShownRun, intervention: str, outcome: str, window: object
) -> list[ShownSurrounding]:
    """The rows of one outcome and window."""
    return [
        surrounding
        for surrounding in results.surroundings
        if (surrounding.intervention, surrounding.outcome, surrounding.window)
        == (intervention, outcome, window)
    ]


def surroundings_reason(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """Recorded against expected in each surrounding, and both ways to read it."""
    key = verdict.estimates[0].parameter if verdict.estimates else None
    rows = surroundings_of(results, key.intervention, key.outcome, key.window) if key else []
    if not rows or all(surrounding.status == "withheld" for surrounding in rows):
        return f"What the untreated surroundings did is {HIDDEN}."
    sentences = "; ".join(_sentence(surrounding) for surrounding in rows)
    read = _read(rows, KINDS[verdict.kind].direction or "fall")
    lead = "Untreated surroundings, each left out of its own prediction"
    return f"{lead}: {sentences}. {read}".strip()


def _sentence(surrounding: ShownSurrounding) -> str:
    where = PLACES[surrounding.place].format(areas=plural(surrounding.areas, "area"))
    if surrounding.value is None or surrounding.observed is None or surrounding.expected is None:
        return f"{where}, no estimate could be made: {refusal(surrounding.why)}"
    gap = change(surrounding.observed - surrounding.expected)
    size = "" if gap == "no change" else f" ({percent(surrounding.value, surrounding.expected)})"
    fit = between(surrounding.low, surrounding.high, "ratio")
    return (
        f"{where}, {counted(surrounding.observed)} recorded where {counted(surrounding.expected)} "
        f"would be expected: {gap}{size}, and what fits is {fit}"
    )


def same_way(surrounding: ShownSurrounding, turn: str) -> bool:
    """Whether a surrounding changed in a direction beyond chance."""
    if turn == "fall":
        return surrounding.high is not None and surrounding.high < 0
    return surrounding.low is not None and surrounding.low > 0


def _read(rows: Sequence[ShownSurrounding], turn: str) -> str:
    judged = [surrounding for surrounding in rows if surrounding.value is not None]
    same = [surrounding for surrounding in judged if same_way(surrounding, turn)]
    other = [surrounding for surrounding in judged if same_way(surrounding, OTHER_SIDE[turn])]
    contrary = CONTRARY[turn].format(places=names_of(other)) if other else ""
    if same:
        went = f"There it {'fell' if turn == 'fall' else 'rose'} as well ({names_of(same)})"
        beside = f" {contrary}." if other else ""
        return f"{went}. {READINGS[turn]}, and the answer does not rest on it.{beside}"
    if other:
        return f"{contrary}. The answer does not rest on it."
    spread = "a benefit" if turn == "fall" else "a harm"
    return (
        f"No {turn} beyond chance shows there; a small one, of a change that the whole "
        f"neighbourhood had or of {spread} that spread, need not show."
        if judged
        else ""
    )


def common_change(study: ShownStudy, remark: ShownRemark) -> str:
    """Whether the surroundings changed the same way beyond chance, and how that may be read."""
    turn, place = str(known(remark, "direction")), str(known(remark, "around"))
    where = TITLES.get(place, TITLES["ring"])
    lead = f"{where}, untreated: did it change as the target did, beyond chance?"
    return f"{lead} {READINGS.get(turn, READINGS['fall'])}"


def surrounding_row(surrounding: ShownSurrounding) -> tuple[str, ...]:
    """A row of the table beside target, zones and net."""
    gap = change((surrounding.observed or 0.0) - (surrounding.expected or 0.0))
    return (
        TITLES[surrounding.place],
        counted(surrounding.observed, surrounding.status),
        counted(surrounding.expected, surrounding.status),
        f"{gap} ({percent(surrounding.value)})",
        "",
        between(surrounding.least, surrounding.most),
    )


def names_of(rows: Sequence[ShownSurrounding]) -> str:
    return listed(TITLES[surrounding.place].lower() for surrounding in rows)
