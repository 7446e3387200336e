"""A study file against its map and its counts: unknown places and months, each with its mend."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.read.study_files import each_of, errors_of, spoil, write
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.months import Months
from waterbed.model.panel import Panel
from waterbed.model.study import Study
from waterbed.read.agree import check_months, check_places
from waterbed.read.study.study_file import read_study

IDS = ("A1", "A2", "B1", "B2")
AREAS = Areas(
    IDS,
    ("Ash", "Beech", "Cedar", "Cedar"),
    ("North", "North", "South", "South"),
    np.array([[0, 1], [1, 2]]),
    np.array([0.0, 50.0]),
    50.0,
)
LISTED = 'areas = ["A1"]\ntarget = ["A1"]'
DONORS = ('target = ["A1"]', 'target = ["A1"]\ndonors = {}')
WINDOW = '[[rule.windows]]\nname = "{}"\nbase = ["{}", "{}"]\npost = ["{}", "{}"]\n[[claims]]'


def study(folder: Path, *changes: tuple[str, str]) -> Study:
    return read_study(write(folder, spoil(*changes)))


def test_areas_said_to_lie_apart_do_not_touch_on_the_map(tmp_path: Path) -> None:
    both = ('areas = ["A1"]\ntarget = ["A1"]', 'target = ["A1", "A2"]\nareas_apart = true')
    with pytest.raises(InputError, match="side by side") as raised:
        check_places(study(tmp_path, both), AREAS)
    assert raised.value.value == "A1, A2" and "areas_apart" in str(raised.value)
    far = (both[0], both[1].replace('"A2"', '"B1"'))
    check_places(study(tmp_path, far), AREAS)
    check_places(study(tmp_path, both), Areas(IDS, AREAS.names, AREAS.groups))


def panel(first: str, last: str, step: int = 1, missing: tuple[str, ...] = ()) -> Panel:
    months = Months.parse(first, last)
    periods = np.arange(months.first, months.last + 1, step)
    shape = (1, len(IDS), len(periods))
    covered = np.ones(shape, bool)
    for gap in missing:
        covered[:, :, periods == Months.parse(gap, gap).first] = False
    return Panel(("robbery",), IDS, periods, step, np.zeros(shape, np.int64), covered)


def errors(check: object, asked: Study, other: object) -> tuple[InputError, ...]:
    with pytest.raises(InputError) as caught:
        check(asked, other)  # type: ignore[operator]
    assert caught.value.exit_code == 2
    every = each_of(caught.value)
    for error in every:
        assert error.file == asked.file
    return every


def test_a_sound_study_passes(tmp_path: Path) -> None:
    check_places(study(tmp_path), AREAS)
    check_months(study(tmp_path), panel("2017-01", "2019-12"))


# What is changed, and of the one error: place, problem, value, mend.
PLACES = {
    "a target": (
        [(LISTED, 'areas = {group = "North"}\ntarget = ["A9"]')],
        "interventions 'patrol', target", "no area has this id", "A9", "areas.csv, column 'code'",
    ),
    "an area by its name": (
        [(LISTED, 'areas = ["A1", "beech"]\ntarget = ["A1"]')],
        "interventions 'patrol', areas", "no area has this id", "beech", "the name of 'A2'",
    ),
    "a name that two areas have": (
        [(LISTED, 'areas = ["A1", "Cedar"]\ntarget = ["A1"]')],
        "interventions 'patrol', areas", "no area", "Cedar", "the name of 'B1', 'B2'",
    ),
    "a zone": (
        [('touching = "target"\ntolerance = 30', 'areas = ["Bech"]')],
        "interventions 'patrol', zones 'ring'", "no area", "Bech", "Did you mean 'A2' (Beech)?",
    ),
    "a buffer": (
        [("tolerance = 30", 'tolerance = 30\n[interventions.buffer]\nareas = ["B12"]')],
        "interventions 'patrol', buffer", "no area", "B12", "Did you mean 'B2' (Cedar)?",
    ),
    "donors": (
        [(DONORS[0], DONORS[1].format('["B1", "b22"]'))],
        "interventions 'patrol', donors", "no area", "b22", "Did you mean 'B2'",
    ),
    "donors by group": (
        [(DONORS[0], DONORS[1].format('{group = "Sout"}'))],
        "interventions 'patrol', donors", "no area is in this group", "Sout",
        "Did you mean 'South'? The groups are: North, South.",
    ),
    "areas by group": (
        [(LISTED, 'areas = {group = "Nord"}\ntarget = {group = "North"}')],
        "interventions 'patrol', areas", "no area is in this group", "Nord", "mean 'North'?",
    ),
    "a target outside its group": (
        [(LISTED, 'areas = {group = "North"}\ntarget = ["B1"]')],
        "interventions 'patrol', target", "not among its areas", "B1", "Add it to areas",
    ),
    "a tolerance beyond the table": (
        [("tolerance = 30", "tolerance = 60")],
        "interventions 'patrol', zones 'ring', tolerance", "no further than 50 metres", "60",
        "Ask for no more than that",
    ),
    "a distance beyond the table": (
        [('touching = "target"\ntolerance = 30', 'within = 800.0\nof = "target"')],
        "interventions 'patrol', zones 'ring', within", "no further than 50 metres", "800",
        "polygons",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PLACES.values(), ids=PLACES.keys())
def test_a_place_that_is_not_there(tmp_path: Path, case: tuple) -> None:
    changes, place, problem, value, mend = case
    (error,) = errors(check_places, study(tmp_path, *changes), AREAS)
    assert (str(error.place), error.value) == (place, value)
    assert problem in error.problem and mend in error.mend


def test_of_many_strange_ids_three_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    listed = ", ".join(f'"E0500{i:04d}"' for i in range(2000))
    asked = study(tmp_path, ('target = ["A1"]', f'target = ["A1"]\ndonors = [{listed}]'))
    strange = errors(check_places, asked, AREAS)
    assert [error.value for error in strange] == ["E05000000", "E05000001", "E05000002"]
    assert "1997 more of this list are not there either" in strange[-1].mend


def test_without_a_map_the_ids_are_those_of_the_counts(tmp_path: Path) -> None:
    whole = (
        '[areas]\nfile = "areas.csv"\nid = "code"\ngroup = "borough"\nneighbours = "pairs.csv"\n'
    )
    asked = study(
        tmp_path,
        (whole, ""),
        ('touching = "target"\ntolerance = 30', 'areas = ["A22"]'),
    )
    (error,) = errors(check_places, asked, Areas(IDS, IDS, ("",) * 4))
    assert error.value == "A22"
    assert error.mend == "Did you mean 'A2'? Use ids as they stand in the counts."


# The months of the counts, the window or none, and of the one error: place, problem, value, mend.
MONTHS = {
    "a start after the counts": (
        panel("2015-01", "2017-12"), (),
        "interventions 'patrol', start", "both before and after", "2018-08",
        "The counts hold 2015-01 to 2017-12. Correct the start",
    ),
    "a start before the counts": (
        panel("2018-08", "2019-12"), (),
        "interventions 'patrol', start", "both before and after", "2018-08", "2018-08 to 2019-12",
    ),
    "too few months before it": (
        panel("2018-01", "2019-12"), (),
        "interventions 'patrol', start", "of the twelve months before and after this start, the "
        "base months begin before the counts do", "2017-08 to 2018-07", "Add [[rule.windows]]",
    ),
    "too few months after it": (
        panel("2015-01", "2019-03"), (),
        "interventions 'patrol', start", "the post months end after", "2018-09 to 2019-08",
        "Add [[rule.windows]]",
    ),
    "a base before the counts": (
        panel("2017-01", "2019-12"),
        [("w", "2016-08", "2017-07", "2018-09", "2019-08"),
         ("v", "2017-08", "2018-07", "2018-09", "2019-08")],
        "rule, windows 'w', base", "begin before the counts do", "2016-08 to 2017-07",
        "The counts hold 2017-01 to 2019-12. Choose months that they hold.",
    ),
    "no window that can be answered": (
        panel("2017-01", "2019-12"), [("w", "2017-08", "2018-07", "2028-09", "2029-08")],
        "rule, windows 'w', post", "end after the counts do", "2028-09 to 2029-08", "Choose months",
    ),
    "a window in a gap": (
        panel("2017-08", "2019-08", missing=("2018-09", "2018-10")),
        [("w", "2017-09", "2017-10", "2018-09", "2018-10")],
        "rule, windows 'w', post", "hold none of the post months", "2018-09 to 2018-10",
        "The counts hold 2017-08 to 2018-08, 2018-11 to 2019-08.",
    ),
    "months of a table by years": (
        panel("2015-01", "2019-12", step=12), (),
        "interventions 'patrol', start", "cut one of the periods of 12 months",
        "2017-08 to 2018-07", "The counts hold 2015-01 to 2019-12.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MONTHS.values(), ids=MONTHS.keys())
def test_months_that_the_counts_lack(tmp_path: Path, case: tuple) -> None:
    held, windows, place, problem, value, mend = case
    changes = [("[[claims]]", WINDOW.format(*window)) for window in reversed(windows)]
    (error,) = errors(check_months, study(tmp_path, *changes), held)
    assert (str(error.place), error.value) == (place, value)
    assert problem in error.problem and mend in error.mend


def test_a_reading_that_starts_outside_the_counts(tmp_path: Path) -> None:
    readings = '[[rule.readings]]\nstarts = ["2018-09", "2081-10"]\nlengths = [3]\n[[claims]]'
    asked = study(tmp_path, ("[[claims]]", readings))
    (error,) = errors(check_months, asked, panel("2017-01", "2019-12"))
    assert (str(error.place), error.value) == ("rule, readings no. 1, starts", "2081-10")
    assert "The counts hold 2017-01 to 2019-12" in error.mend


def test_months_still_to_come_pass_where_another_window_is_answered(tmp_path: Path) -> None:
    first = WINDOW.format("v", "2017-08", "2018-07", "2018-09", "2019-08")
    second = WINDOW.format("w", "2017-08", "2018-07", "2019-09", "2020-08")
    asked = study(
        tmp_path, ("[[claims]]", second), ("[[rule", first.removesuffix("[[claims]]") + "[[rule")
    )
    check_months(asked, panel("2017-01", "2019-12"))


@pytest.mark.parametrize(
    ("areas", "value", "mend"),
    [('["A9"]', "A9", "Use ids as they stand"), ('{ group = "Nroth" }', "Nroth", "'North'")],
)
def test_activity_is_of_areas_that_there_are(
    areas: str, value: str, mend: str, tmp_path: Path
) -> None:
    done = (
        f'[[activity]]\nid = "fines"\naction = "fines"\nareas = {areas}\ntotal = 5\n'
        'first = "2018-01"\nlast = "2018-12"\nsource = "minutes"\n\n[[claims]]'
    )
    (error,) = errors(check_places, study(tmp_path, ("[[claims]]", done)), AREAS)
    assert error.value == value and mend in error.mend
    assert "activity 'fines', areas" in str(error)


@pytest.mark.parametrize("start", ["2031-01", "1917-04"])
def test_a_start_that_nothing_fits_is_one_error(start: str, tmp_path: Path) -> None:
    windows = "".join(
        f'[[rule.windows]]\nname = "{n}"\nbase = ["2017-0{n}", "2017-0{n}"]\n'
        f'post = ["2018-0{n}", "2018-0{n}"]\n'
        for n in range(2, 6)
    )
    readings = '[[rule.readings]]\nstarts = ["2018-02", "2018-03"]\nlengths = [1, 2]\n'
    changed = spoil(("2018-08-21", start), ("[[claims]]", f"{windows}{readings}[[claims]]"))
    if start > "2000":
        (error,) = errors_of(tmp_path, changed)
        assert (str(error.place), error.value) == ("interventions 'patrol', start", start)
        assert "They lie in 2017-02 to 2018-05" in error.mend
    else:  # of the windows alone: readings may start at any time after it
        assert len(errors_of(tmp_path, changed)) == 4


def test_a_start_beyond_the_counts_is_one_error_whatever_the_readings(tmp_path: Path) -> None:
    grid = '[[rule.readings]]\nstarts = ["2031-01", "2031-02", "2031-03"]\nlengths = [1]\n'
    asked = study(tmp_path, ("2018-08-21", "2031-01"), ("[[claims]]", f"{grid}[[claims]]"))
    (error,) = errors(check_months, asked, panel("2017-01", "2019-12"))
    assert "both before and after this start" in error.problem
