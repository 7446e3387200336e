"""Could this study tell?  Its own procedure, on places where nothing was done and a fall planted.

For each window and outcome that a claim about the target speaks of, and for longer windows, as many
counts as a fall would take are taken from places like the target, at the study's own date, and the
study is run as if it were about them.  The target's own counts after the start are never looked at:
it is under an intervention throughout, and so no donor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from waterbed.analysis.answers import answers
from waterbed.analysis.run import analyse
from waterbed.analysis.understand import BARRED
from waterbed.claims import ask
from waterbed.claims.foreseen import known_gates
from waterbed.effect.compare import Comparison, Drawn
from waterbed.effect.matching import RULES, PastCounts, meets
from waterbed.effect.placebo import drawn_groups, lying
from waterbed.effect.totals import quarter_sums
from waterbed.effect.zones import adjacency, resolve, target_of
from waterbed.model.areas import Areas
from waterbed.model.estimate import Parameter
from waterbed.model.kinds import KINDS
from waterbed.model.months import YEAR, Months
from waterbed.model.panel import Panel
from waterbed.model.progress import Progress, quiet
from waterbed.model.reference import Mask
from waterbed.model.results import Results
from waterbed.model.study import TARGET, Claim, Study
from waterbed.model.verdict import Verdict
from waterbed.model.window import Window
from waterbed.model.zones import Members
from waterbed.power.injection import FALLS, Injected, Place, PlaceAnswer, Procedure, inject

LONGER = (12, 24, 36)
"""Months of post windows tried beside the study's own, where they are longer."""

PLACES = 60


@dataclass(frozen=True, slots=True)
class PowerRow:
    """What the study could have seen in one outcome over one window.

    window : name of a window of the rule; months : of the post window, its own or a longer one
    back : how many months before the study's start the falls were planted (counts end too early)
    base_count : of the target in the base months; nearest : lowest and highest of the places'
    rule : selection rule that the places meet as the target does, or ""
    injected : answers by place and fall, or None where none could be planted
    why : why none could, or why no place could have shown any: a code of REFUSALS or CAUTIONS, or
        the name of a check; "" where some could
    """

    intervention: str
    outcome: str
    window: str
    months: int
    own: bool
    back: int
    base_count: float
    nearest: tuple[float, float]
    rule: str
    injected: Injected | None
    why: str = ""
    published: bool = False


def prospect(
    study: Study,
    areas: Areas,
    panel: Panel,
    *,
    places: int = PLACES,
    longer: Sequence[int] = LONGER,
    falls: Sequence[float] = FALLS,
    progress: Progress = quiet,
) -> tuple[PowerRow, ...]:
    """A row for each window and outcome asked about, and each longer window.

    places : most places to plant falls in, those nearest the target in their base count
    """
    rows: list[PowerRow] = []
    drawn: dict[tuple[str, int], Drawn] = {}
    asked = [
        (number, window, outcome, length)
        for number, (window, outcome) in enumerate(_asked(study))
        for length in (len(window.post), *(n for n in longer if n > len(window.post)))
    ]
    for number, window, outcome, length in asked:
        longest = replace(window, post=Months.starting(window.post.first, length))
        own = [study.seed, number, len(window.post)]
        rng = np.random.default_rng(own)
        row_progress = _progress_of_row(progress, len(rows), len(asked))
        row_progress(0, 1)
        # A window and the longer ones after it plant in the same places.
        anew = None if length == len(window.post) else [study.seed, number, length]
        same = drawn.setdefault((window.intervention, window.base.first), {})
        row = _row(
            study, areas, panel, longest, outcome, places, falls, rng, anew, row_progress, same
        )
        rows.append(replace(row, own=length == len(window.post)))
    return tuple(rows)


def _progress_of_row(progress: Progress, row: int, rows: int) -> Callable[[int, int], None]:
    """Tells how far all rows are, of one row how many places are done; each row counts a hundred,
    since some plant in fewer places or in none."""
    return lambda done, of: progress("planting falls", 100 * row + 100 * done // of, 100 * rows)


def _asked(study: Study) -> list[tuple[Window, str]]:
    """Windows and outcomes that claims about a target's change speak of; else every one.  Sums by
    weight are left out: they cannot be thinned incident by incident."""
    keys = [ask(claim, study.rule).key for claim in study.claims]
    claimed = {
        (window, key.outcome): None
        for key in keys
        if key and key.zone == TARGET
        for window in _windows(study, key)
    }
    if claimed:
        return [
            (study.rule.window(window), outcome)
            for window, outcome in claimed
            if not study.outcome(outcome).weights
        ]
    return [
        (window, outcome.id)
        for window in study.rule.windows
        for outcome in study.outcomes
        if not outcome.weights
        if study.intervention(window.intervention).has_target
    ]


def _windows(study: Study, key: Parameter) -> tuple[str, ...]:
    """The window of a parameter; of a programme, the first one of each wave."""
    programme = study.programme(key.intervention)
    if programme is None:
        return (str(key.window),)
    first = (study.rule.default_window(wave) for wave in programme.waves)
    return tuple(window.name for window in first if window is not None)


def together(study: Study, areas: Areas, panel: Panel) -> Results | None:
    """A run that asks nothing, for what the waves of programmes could show added up; None where
    there is no programme."""
    if not study.programmes:
        return None
    return replace(analyse(replace(study, claims=()), areas, panel), study=study)


def _row(
    study: Study,
    areas: Areas,
    panel: Panel,
    window: Window,
    outcome: str,
    places: int,
    falls: Sequence[float],
    rng: np.random.Generator,
    anew: Sequence[int] | None,
    progress: Callable[[int, int], None],
    drawn: Drawn,
) -> PowerRow:
    """One row.  rng : draws the places, and the falls in them; anew : seed of the falls' own
    generator, where they have one; drawn : placebos of places, is added to"""
    intervention = study.intervention(window.intervention)
    o = panel.outcomes.index(outcome)
    outcome_panel = replace(
        panel,
        outcomes=(outcome,),
        counts=panel.counts[o : o + 1],
        covered=panel.covered[o : o + 1],
    )
    target = target_of(intervention, areas)
    back = YEAR * max(0, -(-(window.post.last - panel.span.last) // YEAR))
    moved = window.shift(-back)
    base = float(outcome_panel.total(_within(outcome_panel, window.base))[0, target].sum())
    blank = PowerRow(
        intervention.id, outcome, window.name, len(window.post), True, back, base,
        (0.0, 0.0), "", None, published=study.outcome_published(outcome),
    )  # fmt: skip
    if moved.base.first < panel.span.first or moved.post.first - YEAR * 2 < panel.span.first:
        return replace(blank, why="short-history")
    zones = resolve(intervention, moved, study.interventions, areas, outcome_panel.has_data)
    if len(zones.target) > 1 and not lying(intervention, zones, areas, study.rule.level):
        return replace(blank, why="side-by-side")
    placebos, rule = _places(study, areas, outcome_panel, moved, base, places, rng)
    rng = rng if anew is None else np.random.default_rng(anew)
    if not placebos:
        return replace(blank, why="no-donors")
    counts = outcome_panel.total(moved.base)[0]
    sizes = [float(counts[members].sum()) for members in placebos]
    ids: list[Place] = [tuple(areas.ids[i] for i in members) for members in placebos]
    procedure = procedure_of(study, areas, moved, back, outcome, drawn)
    injected = inject(
        outcome_panel,
        outcome,
        ids,
        moved.post.first,
        procedure,
        rng,
        falls=falls,
        progress=progress,
    )
    why = BARRED.get(injected.barred, injected.barred)
    return replace(blank, nearest=(min(sizes), max(sizes)), rule=rule, injected=injected, why=why)


def _within(panel: Panel, months: Months) -> Months:
    """The months, or as many of the panel's last ones where they are still to come."""
    return months.shift(-YEAR * max(0, -(-(months.last - panel.span.last) // YEAR)))


def procedure_of(
    study: Study,
    areas: Areas,
    window: Window,
    back: int,
    outcome: str,
    drawn: Drawn | None = None,
) -> Procedure:
    """The study's whole run as a function of the panel and of the place asked about.

    drawn : placebos drawn already, as of `analysis.answers`; is added to

    The real place (with its zones) is under an intervention throughout, so that it is no donor; the
    zones of the study are not made for the places, whose own change is all that is asked.
    """
    real = study.intervention(window.intervention)
    taken = _taken(study, areas, window)
    stand_in = replace(
        real, id=f"{real.id}, the real one", start=window.base.first, transition=None, end=None,
        areas=tuple(areas.ids[i] for i in taken), group="", target=(), target_group="", zones=(),
        buffer=None, alternative_starts=(),
    )  # fmt: skip
    others = tuple(
        intervention for intervention in study.interventions if intervention.id != real.id
    )

    known: dict[Place, Comparison | None] = {}

    def procedure(panel: Panel, place: Place) -> PlaceAnswer:
        moved = replace(
            real, start=real.start - back,
            transition=None if real.transition is None else real.transition - back,
            end=None, areas=place, group="", target=place, target_group="", zones=(), buffer=None,
            alternative_starts=(),
        )  # fmt: skip
        asked = replace(
            study,
            outcomes=(study.outcome(outcome),),
            interventions=(moved, stand_in, *others),
            rule=replace(study.rule, windows=(window,), readings=()),
            claims=tuple(_claim(study, kind, window, outcome) for kind in ("fell", "rose")),
            programmes=(),
        )
        # Of one place after the other only the planted fall differs.
        analysed = answers(asked, areas, panel, known.get(place), drawn)
        known.clear()
        known[place] = analysed.comparison
        return _answer(analysed.verdicts)

    return procedure


def _taken(study: Study, areas: Areas, window: Window) -> Members:
    """Areas of the real target, its zones and buffer."""
    real = study.intervention(window.intervention)
    known = np.ones(len(areas), bool)
    zones = resolve(real, window, study.interventions, areas, known)
    parts = [zones.target, zones.buffer, *(zone for _, zone in zones.displacement)]
    return np.unique(np.concatenate(parts))


def _claim(study: Study, kind: str, window: Window, outcome: str) -> Claim:
    make = KINDS[kind].region
    assert make is not None
    region = make(0.0, 0.0, study.rule.smallest_effect)
    return Claim(
        kind, "", "", "", "", "", kind,
        intervention=window.intervention, outcome=outcome, window=window.name, region=region,
    )  # fmt: skip


def _answer(verdicts: Sequence[Verdict]) -> PlaceAnswer:
    fell, rose = verdicts
    refused = not fell.estimates or "supported" in fell.excluded
    why = _why(fell) if refused else ""
    return PlaceAnswer(fell.answer == "supported", rose.answer == "supported", refused, why)


def _why(verdict: Verdict) -> str:
    """Why a fall could not have been supported: the refusal, or the first check that bars it."""
    for reason in verdict.reasons:
        if reason.code == "no-estimate":
            return str(reason["why"])
    failed = (check for estimate in verdict.estimates[:1] for check in known_gates(estimate))
    return next((check.name for check in failed if check.bars in ("fall", "both")), "")


def _places(
    study: Study,
    areas: Areas,
    panel: Panel,
    window: Window,
    base: float,
    most: int,
    rng: np.random.Generator,
) -> tuple[list[Members], str]:
    """Places like the target: as many areas, nearest in base count, picked by its rule if enough
    donors are; groups that lie as it does where the target has several areas."""
    intervention = study.intervention(window.intervention)
    zones = resolve(intervention, window, study.interventions, areas, panel.has_data)
    complete = panel.complete(Months(window.base.first, window.post.last))[0]
    donors = zones.donors[complete[zones.donors]]
    counts = panel.total(window.base)[0]
    size = len(zones.target)
    rule = ""
    if size == 1:
        chosen = intervention.chosen_for.rule
        if chosen in RULES:
            met = _met(panel, window.post.first, chosen)
            if met[zones.target[0]] and met[donors].sum() >= min(most, 20):
                donors, rule = donors[met[donors]], chosen
        groups = [donors[i : i + 1] for i in range(len(donors))]
    elif len(donors) < size:
        groups = []
    else:
        near = None if areas.reach is None else adjacency(areas, 0.0)
        level = study.rule.level
        groups = drawn_groups(intervention, zones, areas, donors, near, 5 * most, level, rng)
    far = [abs(np.log((counts[members].sum() + 0.5) / (base + 0.5))) for members in groups]
    nearest = np.argsort(far, kind="stable")[:most]
    return [groups[int(i)] for i in nearest], rule


def _met(panel: Panel, start: int, rule: str) -> Mask:
    """Areas that a rule would have picked just before `start`, bool [A]."""
    first = panel.span.first
    years = (start - first) // YEAR
    runs = [Months(start - YEAR * (k + 1), start - YEAR * k - 1) for k in range(years)]
    blocks = np.stack([panel.total(run)[0].astype(float) for run in runs], axis=1)
    earlier = panel.total(Months(first, start - YEAR - 1))[0].astype(float)
    quarter = quarter_sums(panel, start - 1)
    past = PastCounts(blocks, blocks.sum(axis=0), earlier, float(earlier.sum()))
    if quarter is not None:
        past = replace(past, quarter=quarter[:, 0], whole_quarter=float(quarter[:, 0].sum()))
    return meets(rule, past)
