"""The study of a simulated market, as TOML: tables, what was done, each story as a claim."""

from __future__ import annotations

from collections.abc import Iterator

from waterbed.model.months import YEAR, Months, label
from waterbed.simulate.folder import toml_text
from waterbed.simulate.market.counts import (
    AGAINST,
    CHARITY,
    KINDS,
    OTHER,
    POLICE,
    SEEN,
    SOURCES,
    TOLD,
    Counts,
)
from waterbed.simulate.market.modules import MODULES
from waterbed.simulate.market.run import Outcome
from waterbed.simulate.market.scenario import BUSIEST, EVERYWHERE, Planned, Scenario
from waterbed.simulate.market.stories import NEXT_DOOR, STORIES, Story

NOTHING = "nothing"

_HEAD = """\
# Simulated: an abstract map, and no people.  What happened is by construction and stands in
# truth.json, which no report reads.  Nothing here is evidence about any place.
title = {title}
question = "What was done to this market, did it work, did it move, and could these counts tell?"
asked_by = {asked_by}
seed = {seed}

[areas]
file = "areas.csv"
id = "area"
name = "name"
group = "group"
neighbours = "neighbours.csv"
"""
_TABLE = """\
[[counts]]
name = {name}
file = "{file}.csv"
layout = "long"
area = "area"
period = "month"
count = "count"
categories = ["kind"]
date = "{date}"
absent = "zero"
first = "{first}"
last = "{last}"
published = true                    # made by a program; no counts of anybody's
source = {name}
"""
_INTERVENTION = """\
[[interventions]]
id = {id}
kind = {kind}
start = "{start}"{end}
areas = {areas}
"""
_TARGET = """\
target = ["{target}"]
donors = "rest"
chosen_for = {chosen}

[[interventions.zones]]
name = "{zone}"
touching = "target"
tolerance = 0

[interventions.buffer]
touching = "{zone}"
tolerance = 0
"""
_RULE = """\
[rule]
data_seen = false
data_seen_date = "{start}-01"
"""
_WINDOW = """\
[[rule.windows]]
name = {name}
intervention = {id}
base = ["{base.labels[0]}", "{base.labels[1]}"]
post = ["{post.labels[0]}", "{post.labels[1]}"]
"""
_ACTIVITY = """\
[[activity]]
id = {id}
action = {action}{on}
intervention = {id}
file = "activity.csv"
where = {{ module = {id} }}
area = "area"
period = "month"
count = "count"
first = "{first}"
last = "{last}"
absent = "zero"
published = true
"""


def study_text(scenario: Scenario, happened: Outcome, counts: Counts) -> str:
    """The study file.  An outcome that is never counted is left out, with the claims of it."""
    return "\n".join(_parts(scenario, happened, counts))


def _parts(scenario: Scenario, happened: Outcome, counts: Counts) -> Iterator[str]:
    yield _HEAD.format(
        title=toml_text(scenario.title), seed=scenario.seed % 2**31,
        asked_by=toml_text(scenario.asked_by or "waterbed simulate"),
    )  # fmt: skip
    months = Months(int(happened.periods[0]), int(happened.periods[-1]))
    first, last = label(months.first), label(months.last)
    there = {kind for kinds in counts.values() for kind, count in kinds.items() if count.any()}
    for source, name in SOURCES.items():
        if there & set(KINDS[source]):
            yield _TABLE.format(
                name=toml_text(name), file=source, first=first, last=last,
                date="recorded" if source == POLICE else "offence",
            )  # fmt: skip
    yield from _outcomes(there)
    planned = scenario.planned or (_nothing(scenario),)
    for module in _asked(planned):
        yield from _intervention(module, scenario)
    yield _RULE.format(start=label(scenario.start))
    for module in _asked(planned):
        if module.where != EVERYWHERE:
            yield _window(module, months)
    for module in scenario.planned:
        if module.module in happened.done and module is _first(module, planned):
            row = MODULES[module.module]
            on = f"\non = {toml_text(row.on)}" if row.on else ""
            yield _ACTIVITY.format(
                id=toml_text(module.module), action=toml_text(row.action), on=on,
                first=first, last=last,
            )  # fmt: skip
    about = next((module for module in _asked(planned) if module.where != EVERYWHERE), None)
    for story in STORIES:
        if story.kind == "needs" or (about is not None and story.outcome in there):
            yield _claim(story, about, months)


def _asked(planned: tuple[Planned, ...]) -> list[Planned]:
    """One intervention a module; of several runs of one module, the earliest."""
    return [module for module in planned if module is _first(module, planned)]


def _first(module: Planned, planned: tuple[Planned, ...]) -> Planned:
    return min((other for other in planned if other.module == module.module), key=lambda p: p.first)


def _nothing(scenario: Scenario) -> Planned:
    """What a study asks of where nothing is done: whether nothing happened."""
    import numpy as np

    areas = np.array([scenario.target])
    return Planned(NOTHING, "target", areas, 0.0, scenario.start, None, ())


def _outcomes(there: set[str]) -> Iterator[str]:
    for source, kinds in KINDS.items():
        for kind in kinds:
            if kind in there and kind != OTHER:
                second = (
                    f"\nsecond = {toml_text(TOLD)}" if kind == AGAINST and TOLD in there else ""
                )
                sensitive = "\nsensitive = true" if source in (POLICE, CHARITY) else ""
                yield (
                    f"[[outcomes]]\nid = {toml_text(kind)}\n"
                    f"tables = [{toml_text(SOURCES[source])}]\n"
                    f"include = [{toml_text(kind)}]{sensitive}{second}\n"
                )
    if OTHER in there:
        yield (
            f'[[outcomes]]\nid = "all recorded violence"\ntables = [{toml_text(SOURCES[POLICE])}]\n'
        )


def _intervention(planned: Planned, scenario: Scenario) -> Iterator[str]:
    ids = scenario.places.areas.ids
    kind = MODULES[planned.module].kind if planned.module in MODULES else "nothing at all"
    yield _INTERVENTION.format(
        id=toml_text(planned.module), kind=toml_text(kind), start=label(planned.first),
        end="" if planned.last is None else f'\nend = "{label(planned.last)}"',
        areas="[" + ", ".join(f'"{ids[a]}"' for a in planned.areas) + "]",
    )  # fmt: skip
    if planned.where == EVERYWHERE:
        return
    level = f'{{ rule = "level", outcome = "{SEEN}" }}'
    chosen = level if scenario.chosen == BUSIEST else '{ rule = "random" }'
    if len(planned.areas) > 1:
        chosen = '{ rule = "unknown" }'
    text = _TARGET.format(target=ids[scenario.target], zone=NEXT_DOOR, chosen=chosen)
    if len(planned.areas) > 1:
        areas = ", ".join(f'"{ids[a]}"' for a in planned.areas)
        text = text.replace(f'target = ["{ids[scenario.target]}"]', f"target = [{areas}]")
    yield text


def _window(planned: Planned, months: Months) -> str:
    last = months.last if planned.last is None else min(planned.last, months.last)
    length = min(YEAR, last - planned.first + 1)
    base = Months.starting(planned.first - YEAR, length)
    post = Months.starting(planned.first, length)
    name = toml_text(f"{planned.module}, {length} months")
    return _WINDOW.format(name=name, id=toml_text(planned.module), base=base, post=post)


def _claim(story: Story, about: Planned | None, months: Months) -> str:
    lines = [
        "[[claims]]",
        f"id = {toml_text(story.id)}",
        f"who = {toml_text(story.side)}",
        f"side = {toml_text(story.side)}",
        f"words = {toml_text(story.words)}",
        'source = "a story of this simulation"',
        f'date = "{label(months.last)}"',
        f"kind = {toml_text(story.kind)}",
    ]
    if story.tested_by:
        lines.append(f"tested_by = {toml_text(story.tested_by)}")
    elif about is not None:
        lines += [
            f"intervention = {toml_text(about.module)}",
            f"outcome = {toml_text(story.outcome)}",
            f"zone = {toml_text(story.zone)}",
        ]
    return "\n".join(lines) + "\n"
