"""What is wrong with these data, which areas play which role, and what went in."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.months import in_words
from waterbed.model.programme import POOLED
from waterbed.model.released import ShownInput, ShownRun, ShownTotal
from waterbed.model.released_places import ShownRole
from waterbed.model.released_study import ShownIntervention, ShownStudy
from waterbed.report.words import names
from waterbed.report.words.failures import binding_failures
from waterbed.report.words.movement import margin_words
from waterbed.report.words.numbers import (
    figure,
    listed,
    months_in,
    plural,
    sentence,
    several,
    share,
    spelled,
)
from waterbed.report.words.reading import reasons

ROLES = {
    "target": "target",
    "buffer": "buffer: beside the zones, in no comparison",
    "donors": "comparison areas (donors)",
    "left out: co-treated": "no comparison area: under another intervention",
    "left out: no data": "no comparison area: no data",
    "left out: gaps": "no comparison area: months missing",
}


def data_finding(results: ShownRun) -> str:
    """How many checks that bind failed, how many outcomes have gaps, how many rows went."""
    own, others = binding_failures(results)
    methods = set(dict(results.methods).values()) or {results.study.rule.headline}
    compared = any(estimate.method in methods for estimate in results.estimates)
    gaps = sum(1 for outcome in results.outcomes if outcome.gaps or outcome.partial)
    whole = all(outcome.total.status == "exact" for outcome in results.outcomes)
    # A table of counts says which month it counts; a map, which has no rows to reject, does not.
    counted = [record for record in results.inputs if record.date]
    tables, what = (counted, "rows of counts") if counted else (results.inputs, "rows read")
    rows = sum(record.rows for record in tables)
    gone = sum(record.rejected for record in tables)
    coarse = any(record.status == "rounded" for record in tables)
    parts = [
        checks_finding(own, others, compared),
        *_gaps_finding(gaps, whole),
        f"{_rows(gone, coarse)} of {_rows(rows, coarse)} {what} "
        f"{'was' if gone == 1 else 'were'} rejected"
        if gone
        else f"none of the {_rows(rows, coarse)} {what} was rejected",
    ]
    return sentence(listed(parts))


def _gaps_finding(gaps: int, whole: bool) -> tuple[str, ...]:
    """How many outcomes have gaps; nothing where some may have gaps that are not told."""
    if gaps:
        return (f"{several(gaps, 'outcome')} {'has' if gaps == 1 else 'have'} months without data",)
    return ("no outcome has months without data",) if whole else ()


def _rows(number: int, coarse: bool) -> str:
    """A number of rows; where such numbers are rounded, "about" it, or a few."""
    if not coarse:
        return f"{number:,}"
    return f"about {number:,}" if number >= 10 else "a few"


def checks_finding(own: int, others: int, compared: bool = True) -> str:
    """How many binding checks failed, of the method that decides and of those beside it.

    compared : whether the method that decides made any estimate at all
    """
    if not compared:
        return "nothing could be compared, so that no check could bar an answer"
    beside = (
        f" ({several(others, 'check')} of methods that decide nothing did not)" if others else ""
    )
    if not own:
        return (
            f"every check that could bar an answer passed{beside}; whether a target fell, on which "
            "claims of movement hang, is told with them"
        )
    bars = "bars answers" if own == 1 else "bar answers"
    return f"{several(own, 'check')} that {bars} did not pass{beside}"


def gaps_words(study: ShownStudy, total: ShownTotal) -> str:
    """Where an outcome has no data."""
    what = names.outcome(study, total.outcome)
    said = f"{what}: {figure(total.total)} in {plural(total.areas, 'area')}, "
    said += f"{in_words(total.first)} to {in_words(total.last)}"
    if total.gaps:
        said += f"; no data at all in {listed(map(months_in, total.gaps))}"
    if total.partial:
        said += f"; data in some areas only in {listed(map(months_in, total.partial))}"
    if not total.gaps and not total.partial and total.total.status == "exact":
        said += "; no gaps"
    return sentence(said)


def rejected_words(record: ShownInput) -> str:
    """How many rows of an input were rejected, and for what."""
    if not record.rejected:
        return ""
    coarse = record.status == "rounded"
    reasons_listed = listed(f"{reason}: {_rows(n, coarse)}" for reason, n in reasons(record))
    return sentence(
        f"in {record.path}, {_rows(record.rejected, coarse)} of {_rows(record.rows, coarse)} rows "
        "rejected" + (f" ({reasons_listed})" if reasons_listed else "")
    )


def role_words(role: str) -> str:
    return ROLES.get(role, f"zone “{role}”")


def tolerance_words(study: ShownStudy, roles: Sequence[ShownRole]) -> tuple[str, ...]:
    """Areas of zones that do not touch but lie within their tolerance."""
    let_in: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
    for shown_role in roles:
        if shown_role.names and shown_role.role != "target":
            of = names.intervention(study, shown_role.intervention)
            let_in.setdefault((shown_role.role, shown_role.names), {})[of] = None
    return tuple(
        sentence(
            f"let into the zone “{role}” of {listed(of)} by its tolerance, since "
            f"{'they do' if len(areas) > 1 else 'it does'} not touch: {listed(areas)}"
        )
        for (role, areas), of in let_in.items()
    )


def intervention_words(intervention: ShownIntervention) -> str:
    """What was done and from when, with other starts and their sources."""
    said = f"{intervention.name or intervention.id}: "
    if intervention.transition is not None:
        began, whole = in_words(intervention.transition), in_words(intervention.start)
        said += f"began in {began}, whole months from {whole}"
    else:
        said += f"from {in_words(intervention.start)}"
    said += (
        f" to {in_words(intervention.end)}" if intervention.end is not None else ", no end given"
    )
    if intervention.start_source:
        said += f" ({intervention.start_source})"
    if intervention.alternative_starts:
        others = listed(
            f"{in_words(other.start)} ({other.source})" if other.source else in_words(other.start)
            for other in intervention.alternative_starts
        )
        said += f"; another start is given as {others}"
    return sentence(said)


def chosen_words(study: ShownStudy, intervention: ShownIntervention) -> str:
    """How the place came to be chosen."""
    chosen = {
        "peak": "its count had just peaked",
        "peak-share": "its share of the whole had just peaked",
        "rise": "its count had risen",
        "level": "its count was high",
        "excess": "it was chosen for its count above what would be expected",
        "last-quarter": "its last three months stood out",
        "random": "it was drawn at random",
    }.get(intervention.chosen_for.rule)
    if chosen is None:
        return "How its place came to be chosen is not known."
    about = intervention.chosen_for.outcome
    more = f" ({names.outcome(study, about)})" if about else ""
    return f"Its place came to be chosen because {chosen}{more}."


def event_words(study: ShownStudy) -> tuple[str, ...]:
    return tuple(
        sentence(
            f"{event.name}, {event.months.in_words()}"
            + (f" ({months_in(event.source)})" if event.source else "")
        )
        for event in study.events
    )


def attribution(results: ShownRun) -> tuple[str, ...]:
    """Attribution and licence of everything that was read, each once."""
    study = results.study
    said = [(record.attribution, record.licence) for record in results.inputs]
    said += [(source.attribution, source.licence) for source in study.sources]
    return tuple(
        dict.fromkeys(
            " ".join(
                part
                for part in (sentence(who), sentence(f"Licence: {licence}") if licence else "")
                if part
            )
            for who, licence in ((who.strip(), licence.strip()) for who, licence in said)
            if who or licence
        )
    )


def deciding_words(results: ShownRun) -> str:
    """The method that carries the verdicts, and the one asked for where that is another."""
    used = dict.fromkeys(method for _, method in results.methods)
    asked = results.study.rule.headline
    methods = listed(names.method(method) for method in used or (asked,))
    return (
        methods if set(used) <= {asked, POOLED} else f"{methods} (asked for: {names.method(asked)})"
    )


def fingerprints(results: ShownRun) -> str:
    """By what the study file and its rule are known again."""
    study = results.study
    return (
        f"Study file: SHA-256 {study.sha256 or 'not known'}. Decision rule: SHA-256 "
        f"{study.rule_sha256 or 'not known'}. All settings and versions: tables.xlsx."
    )


def settings(results: ShownRun) -> tuple[tuple[str, str], ...]:
    """The settings that the numbers depend on, as name and value."""
    study, rule = results.study, results.study.rule
    reporting = "none assumed"
    if rule.reporting_change is not None:
        low, high = rule.reporting_change
        reporting = f"{low:g} to {high:g}"
    return (
        ("Study file", f"{study.file or 'not named'}, SHA-256 {study.sha256 or 'not known'}"),
        ("Decision rule, SHA-256", study.rule_sha256 or "not known"),
        ("Level of each one-sided test", f"{rule.level:g}"),
        ("Deciding method", deciding_words(results)),
        (
            "Smallest effect of interest",
            share(rule.smallest_effect) if rule.smallest_effect else "none",
        ),
        ("Displacement margin", margin_words(rule)),
        ("Reporting ratio assumed", reporting),
        ("Seed", str(study.seed)),
        ("Placebos asked for where they are drawn", f"{results.placebos_asked:,}"),
        ("Profile", results.profile),
        ("Waterbed", results.version),
        *results.packages,
    )


def quality_finding(results: ShownRun) -> str:
    n, checks = len(results.inputs), len(results.checks)
    return (
        f"{sentence(spelled(n))[:-1]} {'file' if n == 1 else 'files'} read, "
        f"{plural(checks, 'check')} made, seed {results.study.seed}: with these the numbers can be "
        "made again."
    )
