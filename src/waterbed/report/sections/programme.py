"""The section on programmes: their waves, and the row of all of them, on one axis."""

from __future__ import annotations

from waterbed.model.programme import ALL_WAVES, INDEPENDENT, POOLED, WITHOUT_TEST
from waterbed.model.released import ShownDetectable, ShownEstimate, ShownRun
from waterbed.model.released_study import ShownProgramme
from waterbed.model.study import TARGET
from waterbed.report import charts
from waterbed.report.blocks import (
    Block,
    Chart,
    Grid,
    Section,
    counts_row,
    of_key,
    spoken_outcomes,
)
from waterbed.report.record.findings import detectable_row
from waterbed.report.record.rows import Row
from waterbed.report.words import movement, names
from waterbed.report.words import waves as words
from waterbed.report.words.answers import each_end
from waterbed.report.words.checks import check_text
from waterbed.report.words.estimates import (
    comparison,
    difference,
    lowered,
    range_words,
)
from waterbed.report.words.numbers import counted


def do_they_add_up(results: ShownRun) -> tuple[Section, ...]:
    """One section for all programmes; none where there is no programme."""
    study = results.study
    if not study.programmes:
        return ()
    by_programme = [
        (
            programme,
            [row for key in spoken_outcomes(results) if (row := row_of(results, programme, key))],
        )
        for programme in study.programmes
    ]
    blocks = [
        block(results, programme, outcome, f"waves{i}-{k}", explained=i + k > 0)
        for i, programme in enumerate(study.programmes)
        for k, outcome in enumerate(spoken_outcomes(results))
    ]
    finding = words.section_finding(results, by_programme)
    return (Section("waves", words.TITLE, finding, tuple(blocks), words.CHANGE_MIND),)


def sums_of(
    results: ShownRun, programme: ShownProgramme, outcome: str, **asked: object
) -> list[ShownEstimate]:
    """The rows of all waves together, of an outcome."""
    where = {"intervention": programme.id, "outcome": outcome, "window": ALL_WAVES}
    return of_key(results.estimates, part="whole", **where, **asked)


def row_of(
    results: ShownRun,
    programme: ShownProgramme,
    outcome: str,
    zone: str = TARGET,
    method: str = POOLED,
) -> ShownEstimate | None:
    """The pooled row of an outcome and place, as a ratio where it has one."""
    rows = [row for row in sums_of(results, programme, outcome, zone=zone) if row.method == method]
    effects = [row for row in rows if row.parameter.question not in ("share", "reporting")]
    return min(effects, key=lambda row: row.parameter.scale != "ratio", default=None)


def block(
    results: ShownRun, programme: ShownProgramme, outcome: str, key: str, *, explained: bool
) -> Block:
    """One outcome: the sum, what its range means, its waves on one axis, what could be seen.

    explained : whether an earlier block has said what the range means
    """
    study = results.study
    title = f"{names.outcome(study, outcome)}: {lowered(programme.name)}"
    estimate = row_of(results, programme, outcome)
    if estimate is None:
        return _refused(results, programme, outcome, title, key)
    beside = row_of(results, programme, outcome, method=INDEPENDENT)
    paragraphs = (
        "" if explained else words.bounds_meaning(estimate),
        words.independent(beside),
        "" if explained else words.NARROWER,
        _seen(results, programme, outcome),
    )
    return Block(
        title=title,
        finding=comparison(study, estimate),
        paragraphs=tuple(text for text in paragraphs if text),
        points=_moved(results, programme, outcome),
        charts=_charts(results, estimate, beside, key, title),
        grids=zones_grid(results, programme, outcome, title),
    )


def _moved(results: ShownRun, programme: ShownProgramme, outcome: str) -> tuple[str, ...]:
    """How much of what all targets lost turned up in each zone."""
    shares = sums_of(results, programme, outcome, question="share")
    return tuple(movement.share_sentence(results.study, share) for share in shares)


def _refused(
    results: ShownRun, programme: ShownProgramme, outcome: str, title: str, key: str
) -> Block:
    """Why there is no sum, and what is left of it."""
    sentences = [
        check_text(results.study, check)
        for check in of_key(results.checks, intervention=programme.id, outcome=outcome, zone=TARGET)
        if check.name == "waves"
    ]
    left = row_of(results, programme, outcome, method=WITHOUT_TEST)
    if left is None:
        return Block(title=title, finding=" ".join(sentences) or "No sum could be made.")
    return Block(
        title=title,
        finding=" ".join(sentences),
        paragraphs=(words.without_test(left),),
        charts=_charts(results, left, None, key, title),
    )


def foreseen(results: ShownRun) -> list[tuple[Row, str]]:
    """What the sum of each programme and outcome could have seen: a row, and in words."""
    study, rows = results.study, []
    for detectable in results.detectable:
        programme = study.programme(detectable.parameter.intervention)
        if programme is None or detectable.parameter.zone != TARGET or detectable.claim:
            continue
        if detectable.parameter.outcome not in spoken_outcomes(results):
            continue
        what = names.outcome(study, detectable.parameter.outcome)
        sentence = _seen(results, programme, detectable.parameter.outcome)
        rows.append((detectable_row(detectable), f"{what}, {programme.name}: {sentence}"))
    return rows


def _seen(results: ShownRun, programme: ShownProgramme, outcome: str) -> str:
    def of(intervention: str, window: str) -> ShownDetectable | None:
        where = {"intervention": intervention, "window": window, "outcome": outcome}
        seen = of_key(results.detectable, zone=TARGET, **where)
        return next((detectable for detectable in seen if not detectable.claim), None)

    rule = results.study.rule
    first = [(key, rule.default_window(key)) for key in programme.waves]
    alone = [of(key, window.name) for key, window in first if window is not None]
    together = of(programme.id, ALL_WAVES)
    if together is None:
        return ""
    return words.seen(
        results.study, together, [detectable for detectable in alone if detectable is not None]
    )


def wave_label(results: ShownRun, estimate: ShownEstimate) -> str:
    """Operation, April 2017 to March 2018."""
    name = names.capital(names.intervention(results.study, estimate.parameter.intervention))
    return f"{name}, {estimate.post.in_words()}" if estimate.post else name


def _ends(estimate: ShownEstimate) -> tuple[float | None, float | None]:
    return (estimate.low, estimate.high) if estimate.deciding is None else estimate.deciding


def _charts(
    results: ShownRun, estimate: ShownEstimate, beside: ShownEstimate | None, key: str, title: str
) -> tuple[Chart, ...]:
    table = waves_grid(results, estimate, beside, title)
    rows = [
        counts_row(label, row, _ends(row))
        for label, row in (
            *((wave_label(results, wave), wave) for wave in estimate.waves),
            ("All waves, added up by bounds", estimate),
        )
        if row.status != "withheld" and (row.deciding is not None or row.method == WITHOUT_TEST)
    ]
    subtitle = (
        "Incidents more or fewer than expected. Ring: best single figure; bar: what fits the data. "
        "The lowest bar begins where those above it begin, added up, and ends where they end."
    )
    text = "; ".join(f"{row.label}: from {row.low} to {row.high}" for row in rows)
    svg = charts.interval_chart(rows, key, title, text, unit="count") if rows else ""
    return (Chart(f"{title}: each wave, and all added up", subtitle, svg, table),)


def waves_grid(
    results: ShownRun, estimate: ShownEstimate, beside: ShownEstimate | None, title: str
) -> Grid:
    """The waves, their sum, and what the sum would be of waves that err independently."""
    rows = [_cells(wave_label(results, wave), wave) for wave in estimate.waves]
    rows.append(_cells("All waves, by bounds", estimate))
    if beside is not None:
        rows.append(_cells("All waves, if they err independently", beside))
    level = each_end(estimate.waves[0].level) if estimate.waves else ""
    columns = ("Wave", "Before", "After", "Expected", "Difference", "What fits")
    note = (
        f"What fits: of a wave, the wider range that goes into the sum ({level}); of all waves, "
        f"the range that decides ({each_end(estimate.level)})."
    )
    return Grid(f"{title}: waves", columns, tuple(rows), (1, 2, 3), note=note)


def _cells(label: str, estimate: ShownEstimate) -> tuple[str, ...]:
    hidden = estimate.deciding is None and estimate.method != WITHOUT_TEST
    return (
        label,
        counted(estimate.base_count, estimate.status),
        counted(estimate.observed, estimate.status),
        counted(estimate.expected, estimate.status),
        difference(estimate),
        "" if hidden else range_words(estimate, *_ends(estimate)),
    )


def zones_grid(
    results: ShownRun, programme: ShownProgramme, outcome: str, title: str
) -> tuple[Grid, ...]:
    """The sums of zones and net, where every wave has them, and why there is none."""
    study, rows = results.study, []
    summed = sums_of(results, programme, outcome)
    zones = dict.fromkeys(row.parameter.zone for row in summed if row.parameter.zone != TARGET)
    for zone in zones:
        for method in (POOLED, WITHOUT_TEST):
            row = row_of(results, programme, outcome, zone, method)
            if row is not None:
                rows.append(_cells(names.where_title(study, row.parameter), row))
    for check in of_key(results.checks, intervention=programme.id, outcome=outcome):
        at = check.parameter
        if check.name == "waves" and at is not None and at.zone != TARGET:
            rows.append((names.where_title(study, at), "", "", "", "", check_text(study, check)))
    columns = ("Place", "Before", "After", "Expected", "Difference", "What fits")
    if not rows:
        return ()
    return (Grid(f"{title}: zones, all waves added up", columns, tuple(rows), (1, 2, 3)),)
