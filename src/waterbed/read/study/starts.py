"""Windows and readings of the rule beside the start of what they compare."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.errors import Place
from waterbed.model.months import label
from waterbed.model.study import Intervention
from waterbed.model.window import Window
from waterbed.model.written.claims import ReadingsForm, RuleForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.interventions import INTERVENTIONS
from waterbed.read.study.problems import Problems

RULE = Place(("rule",))
Misfit = tuple[Place, str, str, str]
"""Place, problem, value and mend."""


def check_starts(
    form: RuleForm,
    windows: Sequence[Window],
    interventions: Sequence[Intervention],
    problems: Problems,
) -> None:
    """Note the months that do not fit a start: each by itself, or, where there are several and none
    fits, the start alone, since it is then the start that is wrong."""
    written = {window.name: window for window in form.windows}
    for intervention in interventions:
        asked = [window for window in windows
                 if window.intervention == intervention.id and window.name in written]  # fmt: skip
        grids = [grid for grid in form.readings
                 if grid.intervention == intervention.id or len(interventions) == 1]  # fmt: skip
        misfits = [
            _misfits(w, intervention, entry_in(RULE / "windows", form.windows, written[w.name]))
            for w in asked
        ]
        misfits += [
            _early(grid, intervention, form, start) for grid in grids for start in grid.starts
        ]
        noted = [misfit for some in misfits for misfit in some]
        if len(noted) > 1 and all(misfits):
            place = entry_in(INTERVENTIONS, interventions, intervention) / "start"
            months = [month for w in asked for month in (w.base.first, w.post.last)]
            months += [start for grid in grids for start in grid.starts]
            problem = "none of the months that the rule compares fits this start"
            mend = (
                f"They lie in {label(min(months))} to {label(max(months))}. Correct the start, or "
                "the windows and readings of the rule."
            )
            noted = [(place, problem, label(intervention.began), mend)]
        for misfit in noted:
            problems.add(*misfit)


def _misfits(window: Window, meant: Intervention, place: Place) -> list[Misfit]:
    misfits: list[Misfit] = []
    if window.base.last >= meant.began:
        problem = (
            f"the base months reach into the intervention, which began in {label(meant.began)}"
        )
        mend = f"End them in {label(meant.began - 1)} or before."
        misfits.append((place / "base", problem, label(window.base.last), mend))
    if window.post.first < meant.start:
        problem = "the post months begin before the first whole month of the intervention"
        mend = f"Begin them in {label(meant.start)} or after."
        misfits.append((place / "post", problem, label(window.post.first), mend))
    return misfits


def _early(grid: ReadingsForm, meant: Intervention, form: RuleForm, start: int) -> list[Misfit]:
    """A reading that starts before every date that is given for its intervention."""
    earliest = min([meant.start, *(other.start for other in meant.alternative_starts)])
    if start >= earliest:
        return []
    place = entry_in(RULE / "readings", form.readings, grid) / "starts"
    mend = f"Start in {label(earliest)} or after."
    return [(place, "this reading starts before the intervention", label(start), mend)]
