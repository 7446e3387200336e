"""Three simulated studies whose truth is known, and what the report says of each."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from waterbed.analysis.run import analyse, read_inputs
from waterbed.disclosure import release
from waterbed.model.progress import Progress, quiet
from waterbed.model.released import Released, ShownRun
from waterbed.model.study import NET, TARGET
from waterbed.model.verdict import LEVEL
from waterbed.report import write_outputs
from waterbed.simulate.folder import NEIGHBOURS, SimulatedClaim, write_study
from waterbed.simulate.panel import Settings, Simulated, simulate_panel

# A grid that holds enough separate groups of nine areas to judge a net change by, and areas so
# unequal that a busy one loses more than its neighbours vary by.
SIZED = Settings(rows=24, columns=30, rate=8.0, shape=0.7, dispersion=1.5, least=500)


@dataclass(frozen=True, slots=True)
class Case:
    """One of the demonstration's studies, before it is drawn."""

    key: str
    name: str
    settings: Settings
    chosen_for: str

    @property
    def truth(self) -> str:
        s = self.settings
        if s.effect == 0:
            return (
                "The patrol did nothing. The place was picked because its last twelve months "
                "were its worst, and it fell back by itself."
            )
        fell = f"The patrol cut incidents by {-s.effect:.0%}"
        if s.displaced == 1:
            return f"{fell}, and every one of them moved next door."
        return f"{fell}, and nothing moved."


CASES = (
    Case("real-fall", "A real fall", replace(SIZED, effect=-0.5), "random"),
    Case(
        "picked-at-peak",
        "Nothing, in a place picked at its peak",
        replace(SIZED, select="peak", least=100, surges=0.35, persistence=0.7),
        "peak",
    ),
    Case("moved", "A full move next door", replace(SIZED, effect=-0.5, displaced=1.0), "random"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What was true beside what the report says.

    answers : the words of each claim and its answer; report : the page to open
    """

    name: str
    truth: str
    answers: tuple[tuple[str, str], ...]
    report: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def claims_of(simulated: Simulated) -> tuple[SimulatedClaim, ...]:
    """What both sides say: the same seven claims of every study, with its own counts."""
    base = simulated.panel.total(simulated.base)[0, simulated.target]
    post = simulated.panel.total(simulated.post)[0, simulated.target]
    change = round(float(post / base - 1), 2) + 0.0
    moved = "fell" if change < 0 else "rose" if change > 0 else "did not change"
    by = f" by {abs(change):.0%}" if change else ""
    council, residents = "Council", "Residents next door"
    return (
        SimulatedClaim(
            "recorded", council, f"Incidents here {moved}{by}.", "recorded", stated=change
        ),
        SimulatedClaim("fell", council, "The patrol brought incidents down here.", "fell", TARGET),
        SimulatedClaim("rose", residents, "It brought them up next door.", "rose", NEIGHBOURS),
        SimulatedClaim("net", council, "All in all there are fewer.", "fell", NET),
        SimulatedClaim(
            "displaced", residents, "All that it does is move them.", "fell", NET, negated=True
        ),
        SimulatedClaim("moved", residents, "They have come to us.", "moved", NEIGHBOURS),
        SimulatedClaim(
            "stayed", council, "They have not moved next door.", "not-moved", NEIGHBOURS
        ),
    )


def draw(case: Case, rng: np.random.Generator, folder: Path, seed: int) -> Path:
    """Simulate one case and write it as files; the path of its study file."""
    simulated = simulate_panel(rng, case.settings)
    return write_study(
        simulated,
        folder,
        title=f"Demonstration: {case.name[0].lower()}{case.name[1:]}",
        question="Did incidents fall because of the patrol, and did they move next door?",
        said=claims_of(simulated),
        chosen_for=case.chosen_for,
        level=LEVEL,
        seed=seed,
    )


def run_demo(
    out: Path,
    *,
    seed: int = 1,
    workers: int = 1,
    progress: Progress = quiet,
) -> tuple[Shown, ...]:
    """Simulate, write, run and report the three cases under `out`, each in a folder of its own.

    The same seed gives the same bytes, whatever the number of workers.  Errors as of a run.
    """
    generators = np.random.default_rng(seed).spawn(len(CASES))
    shown = []
    for i, (case, rng) in enumerate(zip(CASES, generators, strict=True)):
        progress("simulating", i, len(CASES))
        path = draw(case, rng, out / case.key, seed)
        inputs = read_inputs(path)
        results = analyse(
            inputs.study, inputs.areas, inputs.counts.panel, inputs.records, workers=workers
        )
        released = release(results, "public")
        write_outputs(released, out / case.key / "report")
        shown.append(_shown(case, released, out / case.key / "report" / "report.html"))
    progress("simulating", len(CASES), len(CASES))
    return tuple(shown)


def _shown(case: Case, released: Released[ShownRun], page: Path) -> Shown:
    verdicts = released.content.verdicts
    answers = tuple((verdict.claim.words, verdict.answer) for verdict in verdicts)
    return Shown(case.name, case.truth, answers, str(page))
