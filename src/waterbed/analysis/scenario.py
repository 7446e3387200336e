"""From a scenario's file to a folder that a study is run on."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from waterbed.model.errors import Place, raise_all
from waterbed.model.parallel import map_tasks
from waterbed.model.progress import Progress, quiet
from waterbed.read.study.form import fitted
from waterbed.read.study.problems import Problems
from waterbed.read.study.study_toml import read_toml
from waterbed.simulate.market.folder import write_folder
from waterbed.simulate.market.run import Outcome, simulate
from waterbed.simulate.market.scenario import Scenario, ScenarioForm, scenario_of


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
    markets = []
    worlds = (True, False) if scenario.planned else (False,)
    for market in map_tasks(live, scenario, worlds, workers=workers, executor=executor):
        markets.append(market)
        progress("simulating", len(markets), len(worlds))
    return write_folder(scenario, markets[0], markets[-1], folder)
