"""From a scenario's file to a folder that a study is run on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from waterbed.model.errors import InputError, Place, raise_all
from waterbed.model.parallel import map_tasks
from waterbed.model.progress import Progress, quiet
from waterbed.read.study.form import fitted
from waterbed.read.study.problems import Problems
from waterbed.read.study.study_toml import read_toml
from waterbed.simulate.market.effects import Plan
from waterbed.simulate.market.folder import write_folder
from waterbed.simulate.market.run import Outcome, simulate
from waterbed.simulate.market.scenario import (
    BOROUGH,
    EVERYWHERE,
    TARGET,
    Scenario,
    ScenarioForm,
    scenario_of,
)
from waterbed.simulate.market.sensitivity import Index, indices, points_of
from waterbed.simulate.market.sweep import Design, sweep, swept_names


def read_scenario(path: Path) -> Scenario:
    """Read and check a scenario file; InputError, or InputErrors with everything found at once."""
    return scenario_from(read_toml(path.read_bytes(), str(path)), str(path))


def scenario_from(raw: Mapping[str, Any], file: str = "") -> Scenario:
    """A scenario of a mapping, as tomllib would return it; errors as of `read_scenario`."""
    problems = Problems(file)
    form = fitted(raw, ScenarioForm, problems)
    raise_all(problems.found)
    assert form is not None

    def say(place: Place, problem: str, value: object, mend: str) -> None:
        problems.add(place, problem, value, mend)

    scenario = scenario_of(form, say)
    raise_all(problems.found)
    assert scenario is not None
    return scenario


def live(scenario: Scenario, done: bool) -> Outcome:
    """One market: with what the scenario does, or with nothing done."""
    active = scenario.active if done else ()
    return simulate(scenario.setting, scenario.values, active, seed=scenario.seed)


def write_market(
    scenario: Scenario,
    folder: Path,
    *,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress = quiet,
) -> Path:
    """Simulate a scenario and the same market with nothing done, and write the folder.

    The same seed writes the same bytes, whatever the number of workers.  The path of its study.
    """
    done, nothing = both_worlds(scenario, workers=workers, executor=executor, progress=progress)
    return write_folder(scenario, done, nothing, folder)


def both_worlds(
    scenario: Scenario,
    *,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress = quiet,
) -> tuple[Outcome, Outcome]:
    """A scenario's market, and the same with nothing done."""
    markets = []
    worlds = (True, False) if scenario.planned else (False,)
    for market in map_tasks(live, scenario, worlds, workers=workers, executor=executor):
        markets.append(market)
        progress("simulating", len(markets), len(worlds))
    return markets[0], markets[-1]


def plan_of(scenario: Scenario) -> Plan:
    """What a scenario does, as a year of a small market takes it: start, end and days are not.

    InputError where the small market would do something else: it has no boroughs, and one dose of
    each module.
    """
    seen: set[str] = set()
    for planned in scenario.planned:
        if planned.module in seen:
            raise InputError(
                "this module is on twice, and a sweep takes one dose of each",
                place="modules", value=planned.module, mend="Turn all but one of them off.",
            )  # fmt: skip
        if planned.where == BOROUGH:
            raise InputError(
                "the small market of a sweep has no boroughs",
                place=f"modules, {planned.module}, where", value=planned.where,
                mend=f"Write {TARGET} or {EVERYWHERE}.",
            )  # fmt: skip
        seen.add(planned.module)
    return Plan(
        {planned.module: planned.dose for planned in scenario.planned},
        tuple(planned.module for planned in scenario.planned if planned.where == EVERYWHERE),
    )


def what_decides(
    scenario: Scenario,
    folder: Path,
    *,
    method: str,
    size: int,
    names: tuple[str, ...] = (),
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress = quiet,
) -> list[Index]:
    """Sweep the priors of a scenario's parameters in a small market, and say which decide.

    names : parameters to sweep; those that tell of its modules where none are given.  A sweep that
    was stopped goes on in the same folder.
    """
    chosen = names or swept_names([planned.module for planned in scenario.planned])
    points = points_of(method, chosen, size, scenario.seed % 2**31)
    design = Design(chosen, points, plan_of(scenario), scenario.given, scenario.seed)
    effects = sweep(design, folder, workers=workers, executor=executor, progress=progress)
    indexes = indices(method, chosen, points, effects)
    rows = [asdict(index) for index in indexes]
    (folder / "indices.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return indexes
