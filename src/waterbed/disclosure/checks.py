"""What is told of a check, and of any other remark, of a table that is not published."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from waterbed.disclosure.estimates import Public, cell_for
from waterbed.disclosure.exact import exact, leaving
from waterbed.disclosure.facts import (
    PLAIN,
    is_listed,
    leaving_facts,
    only_published,
    without_gaps,
)
from waterbed.disclosure.inputs import tells_gaps
from waterbed.disclosure.rules import release_figure, withheld
from waterbed.model.estimate import Check, Figure, Parameter, Remark
from waterbed.model.released import ShownCheck, ShownFact, ShownFigure, ShownRemark
from waterbed.model.results import Results
from waterbed.model.study import Study

# How many places a past like the target's leaves to compare with, where placebos are picked by the
# rules that it meets: as good as the rules themselves.
OF_RANKS = ("disjoint", "placebos")

# The check whose `of` is that number too; elsewhere it is that of the comparison areas.
OF_PASTS = "comparable"

# Checks whose direction is that of the counts.
TELLING = ("police-attention", "withheld")

# The check of single months, which lie within rounded years as in the comparison areas: that it
# passes there says nothing of the place, and it binds nothing.
OF_MONTHS = "steady"


def by_past(key: Parameter, study: Study) -> bool:
    """Whether placebos are picked by how the past of the place, or of a wave's, ranks."""
    programme = study.programme(key.intervention)
    waves = (key.intervention,) if programme is None else programme.waves
    return any(study.intervention(wave).chosen_for.rule != "random" for wave in waves)


def shown_remarks(
    remarks: Sequence[Remark], published: bool, texts: Collection[str], internal: bool
) -> tuple[ShownRemark, ...]:
    """Remarks as a profile has them, those alone that the catalogue has."""
    return leaving(remarks) if internal else release_remarks(remarks, published, texts)


def release_remarks(
    remarks: Sequence[Remark],
    published: bool,
    texts: Collection[str],
    hidden: Sequence[str] = (),
) -> tuple[ShownRemark, ...]:
    """Those that the catalogue has; facts that are `hidden` are withheld."""
    return tuple(
        _release_remark(remark, published, texts, dict.fromkeys(hidden))
        for remark in remarks
        if is_listed(remark)
    )


def _release_remark(
    remark: Remark,
    published: bool,
    texts: Collection[str],
    replaced: Mapping[str, float | None],
) -> ShownRemark:
    """Every fact of a remark released; those `replaced` by a rounded number, or withheld."""
    facts: list[tuple[str, ShownFact]] = []
    for name, fact in leaving_facts(remark, texts, published):
        if not isinstance(fact, Figure):
            facts.append((name, fact))
        elif name in replaced:
            value = replaced[name]
            shown = None if value is None else ShownFigure(value, fact.unit, "rounded")
            facts.append((name, shown or withheld(fact)))
        else:
            fine = not published and fact.unit == "plain" and name not in PLAIN
            facts.append((name, release_figure(fact, fine=fine)))
    return ShownRemark(remark.code, tuple(facts))


def release_check(
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
        tells, ranked = public.tells(key), by_past(key, results.study)
        numbers = {*(OF_RANKS if ranked or not tells else ())}
        numbers |= {"of"} if not tells or (ranked and check.name == OF_PASTS) else set()
        for name, fact in check.remark.facts:
            if isinstance(fact, Figure) and fact.unit == "count":
                replaced[name] = cell.base if cell is not None and name == "base" else None
            elif name in numbers:
                replaced[name] = None
    figure, gaps = None, key is None or tells_gaps(results.study, key.outcome)
    if check.figure is not None:
        plain = any(name in PLAIN and fact == check.figure for name, fact in check.remark.facts)
        figure = release_figure(check.figure, fine=not published and not plain)
        if (check.name == "placebos" and replaced) or (check.name == "coverage" and not gaps):
            figure = withheld(check.figure)
    names_place = not published and not public.official
    remark = _release_remark(check.remark, published, texts, replaced)
    remark = only_published(check, remark, names_place)
    if not gaps:
        remark = without_gaps(check, remark)
    if check.name in TELLING and not published:
        kept = () if check.name == "police-attention" else remark.facts
        others = (pair for pair in kept if pair[0] != "direction")
        remark = ShownRemark(remark.code, (("direction", "unclear"), *others))
    if check.name == OF_MONTHS and check.passed and not published:
        remark = ShownRemark(remark.code, (("direction", "unclear"),))
        return exact(ShownCheck, check, passed=None, gate=False, remark=remark, figure=None)
    return exact(ShownCheck, check, remark=remark, figure=figure)
