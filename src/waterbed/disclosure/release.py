"""From Results to Released: profile internal (all exact, and marked) or public."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from waterbed.disclosure.activity import release_activity
from waterbed.disclosure.attitudes import NOTHING_TOLD, hides, release_attitudes
from waterbed.disclosure.cells import Cell, Key, cells_of, linked_outcomes, weighted_outcomes
from waterbed.disclosure.elsewhere import marked_outcomes, release_elsewhere
from waterbed.disclosure.estimates import (
    Public,
    cell_for,
    donors_of,
    edges_of,
    edges_of_claim,
    of_past,
    release_donors,
    release_estimates,
    sizes_of,
    windows_outwards,
)
from waterbed.disclosure.exact import Joint, Shown, exact, leaving
from waterbed.disclosure.facts import PLAIN, is_listed, leaving_facts, only_published, texts_of
from waterbed.disclosure.inputs import (
    leaving_notices,
    release_input,
    release_map,
    release_roles,
    release_study,
)
from waterbed.disclosure.ledger.cell import Origin
from waterbed.disclosure.ledger.released import DONORS, PARTS, PEOPLE, PLACE, SERIES, TOTAL
from waterbed.disclosure.lists import release_populations
from waterbed.disclosure.near import is_near
from waterbed.disclosure.placebos import release_detectable, release_strip, shown_places
from waterbed.disclosure.rules import (
    PROFILES,
    bounds_of,
    release_figure,
    round_ratio,
    round_total,
    withheld,
)
from waterbed.disclosure.series import (
    release_by_quarter,
    release_readings,
    release_series,
    release_surroundings,
    series_from,
)
from waterbed.model.errors import InputError
from waterbed.model.estimate import Check, Figure, Parameter, Reading, Remark
from waterbed.model.released import (
    Released,
    ShownCheck,
    ShownEstimate,
    ShownFact,
    ShownFigure,
    ShownRemark,
    ShownRun,
    ShownTotal,
    ShownVerdict,
)
from waterbed.model.released_study import ShownStudy
from waterbed.model.results import OutcomeTotal, ReadingTable, Results
from waterbed.model.study import Study
from waterbed.model.verdict import NOT_SHOWN, Verdict

# How many places a past like the target's leaves to compare with, where placebos are picked by the
# rules that it meets: as good as the rules themselves.
OF_RANKS = ("disjoint", "placebos", "of")

# Checks whose direction is that of the counts.
TELLING = ("police-attention", "withheld")


def release(
    results: Results, profile: str = "public", held_back: Collection[Origin] = ()
) -> Released[ShownRun]:
    """Everything of one run that may leave; the only maker of `Released`.

    profile : "public" (the default everywhere) or "internal", which keeps every number and is
        marked on every page; InputError for any other
    held_back : what the release ledger withholds beside what is small
    Under "public", numbers from published tables are exact; of others everything, answers and
    whether a check passed among it, is what the same analysis finds on rounded totals
    (`Results.rounded`), or is withheld.  Names of areas that are no official geography, and
    folders, leave under neither.
    """
    if profile not in PROFILES:
        raise InputError(
            "there is no such disclosure profile", value=profile, mend="Use public or internal."
        )
    internal = profile == "internal"
    raw = results
    if not (internal or raw.study.published) and results.rounded is None:
        raise ValueError("unpublished tables leave only as what is found on rounded totals")
    if not internal and results.rounded is not None:
        results = results.rounded
    held = {part: {origin[1:] for origin in held_back if origin[0] == part} for part in PARTS}
    return Released(_shown_run(raw, results, profile, held), profile)


def _shown_run(
    raw: Results, results: Results, profile: str, held: Mapping[str, set[Any]]
) -> ShownRun:
    """The run as it leaves.

    raw : as it was found; results : as it may be told; held : by part, what the ledger withholds
    """
    internal = profile == "internal"
    asked, official, marked = raw.study, raw.official, marked_outcomes(raw.study)
    hidden = linked_outcomes(results.outcomes) | weighted_outcomes(asked)
    cells = cells_of(results.estimates, hidden, held[PLACE])
    edges = edges_of(results.verdicts)
    donors = donors_of(raw, held[DONORS])
    sizes = sizes_of(results)
    public = Public(cells, donors, edges, asked.rule.smallest_effect, sizes, official)
    last = max((one.last for one in results.outcomes), default=0)
    blanks = internal or asked.published
    notices = leaving_notices(results.notices, blanks)
    study = release_study(asked, official, internal)
    texts = texts_of(study)
    joint = _joint(results, study, public, internal)
    shown = shown_places(results.estimates, joint.estimates.every)
    return ShownRun(
        study=study,
        version=results.version,
        profile=profile,
        inputs=tuple(
            release_input(one, asked.published, asked.published or official, texts, internal)
            for one in results.inputs
        ),
        outcomes=_totals(results, hidden | {key for (key,) in held[TOTAL]}, internal),
        roles=release_roles(results.roles, official, blanks),
        detectable=joint.detectable.every,
        estimates=joint.estimates.every,
        checks=joint.checks.every,
        verdicts=tuple(
            _verdict(one, results, cells, joint, texts, internal) for one in results.verdicts
        ),
        readings=tuple(release_readings(table, internal) for table in results.readings),
        series=release_series(
            series_from(raw.series, results.series, shown), cells, last, internal, held[SERIES]
        ),
        strips=tuple(release_strip(one, shown, internal) for one in results.strips),
        by_quarter=release_by_quarter(results.by_quarter, internal),
        surroundings=release_surroundings(results.surroundings, internal),
        notices=_told(notices, asked.published, texts, internal),
        donors=release_donors(raw, donors, internal),
        map=release_map(results.map, official, blanks),
        lock=results.lock,
        lock_date=results.lock_date,
        packages=results.packages,
        placebos_asked=results.placebos_asked,
        methods=results.methods,
        populations=release_populations(results.populations, profile, held[PEOPLE]),
        activity=tuple(release_activity(one, internal) for one in results.activity),
        surveys=release_attitudes(results.surveys, asked.rule.deciding_level, internal),
        elsewhere=tuple(
            release_elsewhere(area, marked, results.run_month, official=official, profile=profile)
            for area in results.elsewhere
        ),
    )


def _joint(results: Results, study: ShownStudy, public: Public, internal: bool) -> Joint:
    """What verdicts point at, as it leaves: estimates, checks and what could have been seen."""
    texts = texts_of(study)
    warnings = [_told(one.warnings, one.published, texts, internal) for one in results.estimates]
    known = [check for check in results.checks if is_listed(check)]
    checks = Shown(known, [_check(check, results, public, texts, internal) for check in known])
    estimates = Shown(
        results.estimates,
        release_estimates(results.estimates, public, warnings, checks, internal),
    )
    shown = shown_places(results.estimates, estimates.every)
    detectable = Shown(
        results.detectable,
        [release_detectable(one, shown, internal) for one in results.detectable],
    )
    return Joint({claim.id: claim for claim in study.claims}, estimates, checks, detectable)


def _totals(results: Results, hidden: frozenset[str], internal: bool) -> tuple[ShownTotal, ...]:
    return tuple(_total(counted, hidden, internal) for counted in results.outcomes)


def _total(counted: OutcomeTotal, hidden: frozenset[str], internal: bool) -> ShownTotal:
    """A total over everything: coarse, since all of it but one cell may be known; of areas all, not
    those alone in which something was counted."""
    if internal:
        return exact(ShownTotal, counted)
    total = release_figure(counted.total, fine=counted.outcome in hidden)
    if total.status == "rounded" and counted.total.value is not None:
        total = replace(total, value=round_total(counted.total.value))
    known = {} if counted.total.published else {"areas": len(counted.by_area)}
    return exact(ShownTotal, counted, total=total, **known)


def _ranked(key: Parameter, study: Study) -> bool:
    """Whether placebos are picked by how the past of the place, or of a wave's, ranks."""
    programme = study.programme(key.intervention)
    waves = (key.intervention,) if programme is None else programme.waves
    return any(study.intervention(one).chosen_for.rule != "random" for one in waves)


def _told(
    remarks: Sequence[Remark], published: bool, texts: Collection[str], internal: bool
) -> tuple[ShownRemark, ...]:
    return leaving(remarks) if internal else _remarks(remarks, published, texts)


def _remarks(
    remarks: Sequence[Remark],
    published: bool,
    texts: Collection[str],
    hidden: Sequence[str] = (),
) -> tuple[ShownRemark, ...]:
    """Those that the catalogue has; facts that are `hidden` are withheld."""
    return tuple(
        _remark(one, published, texts, dict.fromkeys(hidden)) for one in remarks if is_listed(one)
    )


def _remark(
    one: Remark,
    published: bool,
    texts: Collection[str],
    replaced: Mapping[str, float | None],
) -> ShownRemark:
    """Every fact of a remark released; those `replaced` by a rounded number, or withheld."""
    facts: list[tuple[str, ShownFact]] = []
    for name, fact in leaving_facts(one, texts, published):
        if not isinstance(fact, Figure):
            facts.append((name, fact))
        elif name in replaced:
            value = replaced[name]
            shown = None if value is None else ShownFigure(value, fact.unit, "rounded")
            facts.append((name, shown or withheld(fact)))
        else:
            fine = not published and fact.unit == "plain" and name not in PLAIN
            facts.append((name, release_figure(fact, fine=fine)))
    return ShownRemark(one.code, tuple(facts))


def _check(
    check: Check, results: Results, public: Public, texts: Collection[str], internal: bool
) -> ShownCheck:
    """Counts of a place come from its cell; changes of an earlier window are withheld."""
    key = check.parameter
    published = key is None or results.study.outcome_published(key.outcome)
    if internal:
        return exact(ShownCheck, check)
    replaced: dict[str, float | None] = {}
    if key is not None and not published:
        cell = cell_for(key, public.cells)
        ranks = not public.tells(key) or _ranked(key, results.study)
        for name, fact in check.remark.facts:
            if isinstance(fact, Figure) and fact.unit == "count":
                replaced[name] = cell.base if cell is not None and name == "base" else None
            elif name in OF_RANKS and ranks:
                replaced[name] = None
    figure = None
    if check.figure is not None:
        plain = any(name in PLAIN and fact == check.figure for name, fact in check.remark.facts)
        figure = release_figure(check.figure, fine=not published and not plain)
        if check.name == "placebos" and replaced:
            figure = withheld(check.figure)
    names_place = not published and not public.official
    told = only_published(check, _remark(check.remark, published, texts, replaced), names_place)
    if check.name in TELLING and not published:
        kept = () if check.name == "police-attention" else told.facts
        others = (pair for pair in kept if pair[0] != "direction")
        told = ShownRemark(told.code, (("direction", "unclear"), *others))
    return exact(ShownCheck, check, remark=told, figure=figure)


def _verdict(
    verdict: Verdict,
    results: Results,
    cells: Mapping[Key, Cell],
    joint: Joint,
    texts: Collection[str],
    internal: bool,
) -> ShownVerdict:
    """The answer on rounded totals, where all that it rests on is shown.

    Whether a claimed figure comes out to its last digit would give the counts back, and so would
    in how many readings it is reached, the answers of many methods and windows together, or which
    answers no count could have given: none of these is said of unpublished tables.
    """
    joined, others = joint.of(verdict)
    if internal:
        return exact(ShownVerdict, verdict, **joined, specifications=others)
    if hides(verdict, results.surveys):
        return exact(ShownVerdict, verdict, **(joined | NOTHING_TOLD))
    tables = [table for table in results.readings if table.claim == verdict.claim.id]
    used = [one for one in verdict.estimates if not one.published]
    published = not used and all(table.published for table in tables)
    ranked = any(of_past(one) and _ranked(one.parameter, results.study) for one in used)
    hidden = OF_RANKS if ranked else ()
    reasons = _remarks(verdict.reasons, published, texts, hidden)
    if published:
        recorded = verdict.recorded and release_figure(verdict.recorded)
        return exact(
            ShownVerdict,
            verdict,
            **joined,
            reasons=reasons,
            recorded=recorded,
            specifications=others,
        )
    answers = {"answer": verdict.answer, "simultaneous": verdict.simultaneous}
    recorded = verdict.recorded and _recorded(verdict, results, cells)
    if hide := _hides(verdict, tables, cells, joined) or _near(verdict, results):
        answers = dict.fromkeys(answers, NOT_SHOWN)
        reasons = (ShownRemark(NOT_SHOWN, (("why", hide),)),)
        joined = joined | {"checks": ()}
    return exact(
        ShownVerdict,
        verdict,
        **joined,
        **answers,
        reasons=reasons,
        recorded=recorded,
        reproduced=None,
        readings=None,
        specifications=(),
        excluded=(),
        windows=windows_outwards(verdict, results.study.rule.smallest_effect),
    )


def _hides(
    verdict: Verdict,
    tables: Sequence[ReadingTable],
    cells: Mapping[Key, Cell],
    joined: Mapping[str, object],
) -> str:
    """Why an answer is not shown, "few" or "near", or ""; what cannot be tested rests on no
    count."""
    for table in tables:
        if table.published:
            continue
        cell = _cell_of(verdict, cells)
        if cell is None or table.stated is None:
            return "few"
        return "" if _same_answer(verdict, table.stated, cell) else "near"
    shown = cast("tuple[ShownEstimate, ...]", joined["estimates"])
    return "few" if any(one.status == "withheld" for one in shown) else ""


def _near(verdict: Verdict, results: Results) -> str:
    """ "near" where rounding may have given the answer, or ""."""
    least, edges = results.study.rule.smallest_effect, edges_of_claim(verdict)
    return "near" if is_near(verdict, edges, results.estimates, least) else ""


def _same_answer(verdict: Verdict, stated: Reading, cell: Cell) -> bool:
    """Whether all counts that are shown as these give the same answer to a recorded claim."""
    length = len(stated.post) / len(stated.base)
    region = verdict.claim.region
    if region is None or not _stands(stated, cell):
        return False
    found = {
        region.undenied.contains(post / (base * length) - 1)
        for base in bounds_of(cell.base)
        for post in bounds_of(cell.post)
    }
    return len(found) == 1


def _stands(stated: Reading, cell: Cell) -> bool:
    """Whether a claimed figure is read off the counts that are shown."""
    return (stated.base_count, stated.post_count) == (cell.base, cell.post)


def _cell_of(verdict: Verdict, cells: Mapping[Key, Cell]) -> Cell | None:
    claim = verdict.claim
    return cells.get((claim.intervention, claim.outcome, claim.window, claim.zone))


def _recorded(verdict: Verdict, results: Results, cells: Mapping[Key, Cell]) -> ShownFigure:
    """The change of a place between the counts that it is shown with."""
    assert verdict.recorded is not None
    cell = _cell_of(verdict, cells)
    table = next((one for one in results.readings if one.claim == verdict.claim.id), None)
    stated = table.stated if table else None
    if cell is None or stated is None or stated.change is None or not _stands(stated, cell):
        return withheld(verdict.recorded)
    return ShownFigure(round_ratio(stated.change), verdict.recorded.unit, "rounded")
