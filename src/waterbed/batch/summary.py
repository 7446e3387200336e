"""All places of a batch together, from what each study's report shows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from waterbed import __version__
from waterbed.batch.lock import Locked
from waterbed.batch.months import ByMonth
from waterbed.batch.places import BLIND, NONE, WITHHELD, Place
from waterbed.disclosure.rules import RATIO, round_ratio, round_to
from waterbed.disclosure.steps import RATIOS, outwards
from waterbed.model import released_batch as shown
from waterbed.model.freetext import find_identifiers, leads_to_somebody
from waterbed.model.inversion import LARGEST_RATIO
from waterbed.model.region import Ends
from waterbed.model.released_batch import ShownBatch, ShownPlace, ShownTogether
from waterbed.model.released_places import ShownMapArea
from waterbed.model.study import Rule
from waterbed.programme.many import FEWEST, OutcomeFindings, judge_many

FEWEST_SECRET = 5
"""Places of a sensitive outcome below which not even their number is told by what was found."""


def summarise(
    title: str,
    profile: str,
    rule: Rule | None,
    planned: Sequence[str],
    places: Sequence[Place],
    failed: Mapping[str, str],
    lock: Locked,
    months: Mapping[str, ByMonth] | None = None,
    *,
    sensitive: bool = False,
    unnamed: bool = False,
) -> ShownBatch:
    """The batch as it leaves.

    rule : that of every study; None where none could be read
    planned : ids of all studies; failed : error by id, "" where it may not be told
    months : of each outcome, by months since the start
    sensitive : whether a study is of a sensitive kind, also one that has no place here
    unnamed : whether that cannot be known, so that no study is named
    """
    level = 0.95 if rule is None else rule.level
    effects = [effect for place in places if (effect := place.effect()) is not None]
    findings = {each.outcome: each for each in judge_many(effects, level).outcomes}
    sensitive = sensitive or any(place.sensitive for place in places)
    outcomes = list(dict.fromkeys(place.outcome for place in places))
    rows = [row for key in outcomes for row in _rows(places, key, findings.get(key), profile)]
    secret = (sensitive or unnamed) and profile != "internal"
    return ShownBatch(
        title="" if _is_unsaid(title, secret, profile) else title,
        version=__version__,
        profile=profile,
        level=level,
        headline="" if rule is None else rule.headline,
        studies=len(planned),
        failed=tuple(_failed(id, why, secret, profile) for id, why in failed.items()),
        outcomes=tuple(
            _with_months(
                _together(key, places, [row for row in rows if row.outcome == key],
                          findings.get(key), sensitive),
                (months or {}).get(key, ByMonth()),
            )
            for key in outcomes
        ),
        places=() if sensitive else tuple(rows),
        sensitive=sensitive,
        lock=lock.said,
        lock_date=lock.date,
        changed=_ids(lock.changed, secret, profile),
        added=_ids(lock.added, secret, profile),
        missing=_ids(lock.missing, secret, profile),
        map=() if sensitive else _map(places, rows),
    )  # fmt: skip


def _with_months(together: ShownTogether, by_month: ByMonth) -> ShownTogether:
    return replace(together, months=by_month.months, why_no_months=by_month.why)


def _failed(id: str, why: str, secret: bool, profile: str) -> tuple[str, str]:
    """A study without a report; of a public batch without words that are refused in a report, which
    may be what is wrong with it."""
    unsaid = profile != "internal" and find_identifiers(why)
    return "" if _is_unsaid(id, secret, profile) else id, "" if unsaid else why


def _ids(ids: Sequence[str], secret: bool, profile: str) -> tuple[str, ...]:
    return tuple("" if _is_unsaid(id, secret, profile) else id for id in ids)


def _is_unsaid(name: str, secret: bool, profile: str) -> bool:
    """Whether the name of a batch or of one of its studies, which is that of a file or a folder, is
    left out: screened as a study's own words are; of a sensitive kind it may say where it is."""
    return profile != "internal" and (secret or leads_to_somebody(name))


def _rows(
    places: Sequence[Place], outcome: str, findings: OutcomeFindings | None, profile: str
) -> list[ShownPlace]:
    """A row for each place of an outcome, in the order in which they were given."""
    at = {} if findings is None else {id: k for k, id in enumerate(findings.ids)}
    return [
        _row(place, findings, at.get(place.id), profile)
        for place in places
        if place.outcome == outcome
    ]


def _row(place: Place, findings: OutcomeFindings | None, k: int | None, profile: str) -> ShownPlace:
    bare = ShownPlace(
        place.study, place.title, place.intervention, place.kind, place.start, place.outcome,
        shown.NOT_SHOWN, names=place.names,
    )  # fmt: skip
    if place.status == NONE:
        return replace(bare, found=shown.NONE, why=place.why)
    if place.status == WITHHELD or findings is None or k is None:
        return bare
    exact = place.status == "exact"
    answer = shown.FELL if findings.fell[k] else shown.ROSE if findings.rose[k] else shown.UNTOLD
    least = min(float(findings.adjusted_fall[k]), float(findings.adjusted_rise[k]))
    return replace(
        bare,
        found=answer,
        why=_why(place) if answer == shown.UNTOLD else (),
        observed=place.observed,
        expected=place.expected,
        change=place.change,
        own=(place.low, place.high),
        shrunk=_ratio(float(findings.shrunk.values[k]), exact),
        shrunk_range=_range(float(findings.shrunk.low[k]), float(findings.shrunk.high[k]), exact),
        share_false=round(least, 6) if exact else None,
        averaged=bool(findings.averaged[k]),
        status=place.status,
    )


def _why(place: Place) -> tuple[str, ...]:
    """Why it cannot be told whether a place fell or rose."""
    if place.why:
        return place.why
    if place.seen is None or place.seen > BLIND:
        return ("too-few",)
    return ("chance",)


def _ratio(log: float, exact: bool) -> float | None:
    """A change from the log of a ratio, None of one so large that it is no bound; on steps where it
    is not exact."""
    if not math.isfinite(log) or log > math.log(LARGEST_RATIO):
        return None
    change = math.expm1(log)
    return round(change, 10) if exact else round_ratio(change)


def _range(low: float, high: float, exact: bool) -> Ends:
    if exact:
        return _ratio(low, True), _ratio(high, True)
    ends = _ratio(low, True), _ratio(high, True)
    return outwards(ends, RATIOS, frozenset({0.0}))


def _together(
    outcome: str,
    places: Sequence[Place],
    rows: Sequence[ShownPlace],
    findings: OutcomeFindings | None,
    sensitive: bool,
) -> ShownTogether:
    count = Counter(row.found for row in rows)
    name = next(place.called for place in places if place.outcome == outcome)
    reasons = Counter(row.why[0] for row in rows if row.why)
    exact = all(row.status == "exact" for row in rows if row.found in _JUDGED)
    judged = sum(count[answer] for answer in _JUDGED)
    bare = ShownTogether(
        outcome,
        name,
        count[shown.FELL],
        count[shown.ROSE],
        count[shown.UNTOLD],
        count[shown.NOT_SHOWN],
        count[shown.NONE],
        reasons=() if sensitive else tuple(sorted(reasons.items())),
        status="exact" if exact else "rounded",
    )
    if sensitive and judged < FEWEST_SECRET:
        return ShownTogether(outcome, name, 0, 0, 0, len(rows), 0, status="withheld")
    if findings is None or judged < FEWEST:
        return bare
    count_averaged = sum(row.averaged for row in rows)
    bare = replace(bare, averaged=count_averaged, barred=() if sensitive else _barred(places, rows))
    if count_averaged < (FEWEST_SECRET if sensitive else FEWEST):
        return bare
    all_of = findings.shrunk
    spread = (all_of.tau, all_of.tau_low, all_of.tau_high)
    ends = [None if not math.isfinite(x) else x if exact else round_to(x, RATIO) for x in spread]
    return replace(
        bare,
        mean=_ratio(all_of.mean, exact),
        mean_range=_range(all_of.mean_low, all_of.mean_high, exact),
        between=ends[0],
        between_range=(ends[1], ends[2]),
    )


def _barred(places: Sequence[Place], rows: Sequence[ShownPlace]) -> tuple[tuple[str, int], ...]:
    """Of judged places that are not averaged, the first gate that each does not pass."""
    left_out = {(row.study, row.intervention, row.outcome) for row in rows
                if row.found in _JUDGED and not row.averaged}  # fmt: skip
    gates = Counter(
        place.why[0]
        for place in places
        if (place.study, place.intervention, place.outcome) in left_out and place.barred
    )
    return tuple(sorted(gates.items()))


_JUDGED = (shown.FELL, shown.ROSE, shown.UNTOLD)


def _map(places: Sequence[Place], rows: Sequence[ShownPlace]) -> tuple[ShownMapArea, ...]:
    """The targets' areas by what was found of the first outcome."""
    first = places[0].outcome if places else ""
    found_at = {(row.study, row.intervention): row.found for row in rows if row.outcome == first}
    return tuple(
        ShownMapArea(
            place.intervention, place.study, found_at[place.study, place.intervention], "", rings
        )
        for place in places
        if place.outcome == first
        for rings in place.outline
    )
