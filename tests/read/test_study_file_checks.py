"""What one key of a study file means for another: each contradiction is named with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.read.study_files import errors_of, spoil, write
from waterbed.read.study.study_file import read_study

WINDOW = '[[rule.windows]]\nname = "w"\nbase = ["{}", "{}"]\npost = ["{}", "{}"]\n[[claims]]'
READINGS = '[[rule.readings]]\nstarts = ["{}"]\nlengths = [3]\n[[claims]]'
TWICE = "\n".join(
    ('[[claims]]\nid = "down"\nwho = "A"\nside = "a"\nwords = "B"\nsource = "C"\ndate = "2019"',)
    + ('kind = "needs"\ntested_by = "D"\n[[claims]]',)
)
OTHER = '[[interventions]]\nid = "other"\nkind = "order"\nstart = "2018-05"\nareas = ["A1"]\n'


def window(*months: str) -> str:
    return WINDOW.format(*months)


def claim(text: str) -> tuple[str, str]:
    return 'kind = "fell"', text


# Old text, new text, place of the error, part of its problem, value, part of its mend.
CASES: dict[str, tuple[str, str, str, str, str | None, str]] = {
    "outcome of a claim": (
        'outcome = "robbery"', 'outcome = "robery"',
        "claims 'down', outcome", "no outcome of this name", "robery", "Did you mean 'robbery'?",
    ),
    "intervention of a claim": (
        'intervention = "patrol"', 'intervention = "petrol"',
        "claims 'down', intervention", "no intervention", "petrol", "Did you mean 'patrol'?",
    ),
    "zone of a claim": (
        *claim('kind = "fell"\nzone = "rng"'),
        "claims 'down', zone", "no zone of 'patrol'", "rng", "Did you mean 'ring'?",
    ),
    "window of a claim": (
        *claim('kind = "fell"\nwindow = "patrol, twelve month"'),
        "claims 'down', window", "no window", "patrol, twelve month",
        "Did you mean 'patrol, twelve months'?",
    ),
    "table of an outcome": (
        'include = ["ROBBERY"]', 'include = ["ROBBERY"]\ntables = ["crimes"]',
        "outcomes 'robbery', tables", "no count table", "crimes", "Did you mean 'crime'?",
    ),
    "category column": (
        'include = ["ROBBERY"]', 'include = [{mojor = "ROBBERY"}]',
        "outcomes 'robbery', include", "no category column", "mojor", "Did you mean 'major'?",
    ),
    "no category column": (
        'categories = ["major", "minor"]', "",
        "outcomes 'robbery', include", "no column of categories", "ROBBERY", "Add categories",
    ),
    "key of another layout": (
        'area = "code"', 'area = "code"\ncount = "n"',
        "counts 'crime', count", "means nothing in the layout 'wide'", "n", "Leave it out",
    ),
    "key that a layout needs": (
        'layout = "wide"', 'layout = "long"\nperiod = "month"',
        "counts 'crime', count", "needs this key", None, "Name the column",
    ),
    "incidents without a place": (
        'layout = "wide"\narea = "code"', 'layout = "incidents"\nperiod = "day"',
        "counts 'crime', area", "missing", None, "x, y and crs",
    ),
    "incidents by coordinates without a map": (
        'layout = "wide"\narea = "code"',
        'layout = "incidents"\nperiod = "day"\nx = "e"\ny = "n"\ncrs = "EPSG:27700"',
        "counts 'crime', x", "need a map", "e", "Give polygons",
    ),
    "coordinates without a system": (
        'layout = "wide"\narea = "code"', 'layout = "incidents"\nperiod = "d"\nx = "e"\ny = "n"',
        "counts 'crime', crs", "missing", None, "EPSG:27700",
    ),
    "encoding": (
        'layout = "wide"', 'layout = "wide"\nencoding = "utf-9"',
        "counts 'crime', encoding", "no such encoding", "utf-9", "latin-1",
    ),
    "format of periods": (
        'layout = "wide"', 'layout = "wide"\nperiod_format = "MM-YY"',
        "counts 'crime', period_format", "cannot be read", "MM-YY", "YYYY-MM",
    ),
    "months to keep": (
        'layout = "wide"', 'layout = "wide"\nfirst = "2019-01"\nlast = "2018-01"',
        "counts 'crime', last", "before the first", "2018-01", "",
    ),
    "a path with a tab in it": (
        '"counts.csv"', r'"data\tables.csv"',
        "counts 'crime', file", "read as a tab", "data\tables.csv", "forward slashes",
    ),
    "columns without a file": (
        'file = "areas.csv"\n', "",
        "areas, id", "a file that is not given", None, "Add file",
    ),
    "neighbours beside a map": (
        '"areas.csv"', '"areas.gpkg"',
        "areas, neighbours", "table of areas", "pairs.csv", "measured on polygons",
    ),
    "a rule without a map": (
        'neighbours = "pairs.csv"', "",
        "interventions 'patrol', zones 'ring', touching", "needs a map", None, "list the zone's",
    ),
    "a group without groups": (
        'group = "borough"\nneighbours = "pairs.csv"\n',
        'neighbours = "pairs.csv"\n',
        "interventions 'patrol', donors", "no groups", "South", "Name the column of groups",
    ),
    "two rules for a zone": (
        "tolerance = 30", "tolerance = 30\nwithin = 100.0",
        "interventions 'patrol', zones 'ring'", "one rule", "touching, within", "Give one of",
    ),
    "a tolerance without touching": (
        'touching = "target"\ntolerance = 30', "tolerance = 30\nwithin = 100.0",
        "interventions 'patrol', zones 'ring', tolerance", "without touching", "30.0", "Leave",
    ),
    "a zone round a zone that comes later": (
        'touching = "target"', 'touching = "outer"',
        "interventions 'patrol', zones 'ring', touching", "no earlier zone", "outer", "target",
    ),
    "a zone called target": (
        'name = "ring"', 'name = "net"',
        "interventions 'patrol', zones 'net', name", "something else", "net", "another name",
    ),
    "an area in two roles": (
        'touching = "target"\ntolerance = 30', 'areas = ["B1", "A1"]',
        "interventions 'patrol', ring", "in two roles, 'target' and 'ring'", "A1", "one of them",
    ),
    "a target outside its areas": (
        'target = ["A1"]', 'target = ["A2"]',
        "interventions 'patrol', target", "not among its areas", "A2", "add it to them",
    ),
    "no areas": (
        'areas = ["A1"]', "areas = {}",
        "interventions 'patrol', areas", "areas or a group", None, "Give a list",
    ),
    "an end before the start": (
        'areas = ["A1"]', 'areas = ["A1"]\nend = "2018-07"',
        "interventions 'patrol', end", "ends before it starts", "2018-07", "",
    ),
    "the same start again": (
        "[[interventions.zones]]",
        '[[interventions.alternative_starts]]\nstart = "2018-09"\nsource = "S"\n'
        "[[interventions.zones]]",
        "interventions 'patrol', alternative_starts", "the start itself", "2018-09", "Leave",
    ),
    "chosen for an outcome that is not named": (
        'areas = ["A1"]', 'areas = ["A1"]\nchosen_for = {rule = "peak"}',
        "interventions 'patrol', chosen_for, outcome", "missing", None, "Name the outcome",
    ),
    "an event that ends before it begins": (
        "[rule]", '[[events]]\nname = "E"\nfirst = "2020-03"\nlast = "2020-01"\n[rule]',
        "events 'E', last", "before the first", "2020-01", "",
    ),
    "a base that reaches into the intervention": (
        "[[claims]]", window("2018-01", "2018-08", "2018-09", "2018-12"),
        "rule, windows 'w', base", "began in 2018-08", "2018-08", "2018-07 or before",
    ),
    "post months before the start": (
        "[[claims]]", window("2017-01", "2017-12", "2018-08", "2018-12"),
        "rule, windows 'w', post", "first whole month", "2018-08", "2018-09 or after",
    ),
    "base months that end before they begin": (
        "[[claims]]", window("2017-12", "2017-01", "2018-09", "2018-12"),
        "rule, windows 'w', base", "ends before it begins", "2017-01", "first month",
    ),
    "readings before the start": (
        "[[claims]]", READINGS.format("2018-07"),
        "rule, readings no. 1, starts", "starts before", "2018-07", "2018-09 or after",
    ),
    "a range upside down": (
        "data_seen = false", "data_seen = false\nreporting_change = [1.2, 0.8]",
        "rule, reporting_change", "upside down", "[1.2, 0.8]", "smaller ratio first",
    ),
    "two claims of one id": (
        "[[claims]]", TWICE, "claims, id", "stands twice", "down", "its own",
    ),
    "unchanged to the last count": (
        *claim('kind = "unchanged"'),
        "claims 'down', kind", "to the last count", "unchanged", "smallest_effect above 0",
    ),
    "a fall of more than everything": (
        *claim('kind = "recorded"\nwindow = "patrol, twelve months"\nstated = -21'),
        "claims 'down', stated", "more than 100 per cent", "-21.0", "as -0.21",
    ),
    "a rise written in per cents": (
        *claim('kind = "rose-by"\nstated = 21'),
        "claims 'down', stated", "more than 1,000 per cent", "21.0", "Write 0.21",
    ),
    "a fall with a minus": (
        *claim('kind = "fell-by"\nstated = -0.2'),
        "claims 'down', stated", "above 0", "-0.2", "Write 20% as 0.2",
    ),
    "a figure that its kind does not take": (
        *claim('kind = "fell"\nstated = -0.2'),
        "claims 'down', stated", "takes no figure", "-0.2", "fell-by",
    ),
    "a figure that its kind needs": (
        *claim('kind = "fell-by"'),
        "claims 'down', stated", "missing", None, "'fell-by' needs it",
    ),
    "needs without what would test it": (
        *claim('kind = "needs"'),
        "claims 'down', tested_by", "missing", None, "'needs' needs it",
    ),
    "a recorded claim without months": (
        *claim('kind = "recorded"\nstated = -0.2'),
        "claims 'down', window", "declared readings", None, "[[rule.readings]]",
    ),
    "a recorded claim about a net effect": (
        *claim('kind = "recorded"\nwindow = "patrol, twelve months"\nstated = -0.2\nzone = "net"'),
        "claims 'down', zone", "no zone", "net", "target",
    ),
    "a person who claims": (
        '"The police"', '"Cllr Jane Doe"',
        "claims 'down', who", "not by a person", "Cllr Jane Doe", "Name the office",
    ),
    "a postcode in words": (
        '"Robbery is down."', '"Robbery is down in IG1 2AB."',
        "claims 'down', words", "holds a postcode", "IG1 2AB", "Leave it out",
    ),
    "a link in words": (
        '"Robbery is down."', '"Down, see www.paper.example.org."',
        "claims 'down', words", "holds a web address", "www.paper.example.org.", "under source",
    ),
}  # fmt: skip


def text_of(name: str) -> str:
    old, new = CASES[name][:2]
    changes = [(old, new)]
    if name == "a group without groups":
        changes.append(('target = ["A1"]', 'target = ["A1"]\ndonors = {group = "South"}'))
    if name == "columns without a file":
        changes += [
            ('group = "borough"\nneighbours = "pairs.csv"\n', ""),
            ('touching = "target"\ntolerance = 30', 'areas = ["B1"]'),
        ]
    return spoil(*changes)


@pytest.mark.parametrize("name", CASES)
def test_contradiction(tmp_path: Path, name: str) -> None:
    _, _, place, problem, value, mend = CASES[name]
    (error,) = errors_of(tmp_path, text_of(name))
    assert error.file.endswith("study.toml")
    assert str(error.place) == place
    assert problem in error.problem
    assert error.value == value
    assert mend in error.mend


def test_claims_about_an_intervention_without_a_target(tmp_path: Path) -> None:
    text = spoil(
        ("[rule]", OTHER + "[rule]"), ('intervention = "patrol"', 'intervention = "other"')
    )
    (error,) = errors_of(tmp_path, text)
    assert error.where == "claims 'down', intervention"
    assert "has no target" in error.problem


def test_windows_must_name_their_intervention_where_there_are_two(tmp_path: Path) -> None:
    text = spoil(
        ("[rule]", OTHER + "[rule]"),
        ("[[claims]]", window("2017-01", "2017-12", "2018-09", "2018-12")),
    )
    places = [error.where for error in errors_of(tmp_path, text)]
    assert places == ["rule, windows 'w', intervention"]


def test_movement_needs_a_zone(tmp_path: Path) -> None:
    text = spoil(
        ('[[interventions.zones]]\nname = "ring"\ntouching = "target"\ntolerance = 30\n', ""),
        ('kind = "fell"', 'kind = "moved"'),
    )
    (error,) = errors_of(tmp_path, text)
    assert error.where == "claims 'down', kind"
    assert "needs a displacement zone" in error.problem


def test_contradictions_are_told_at_once(tmp_path: Path) -> None:
    names = ["outcome of a claim", "table of an outcome", "a person who claims", "encoding"]
    names += ["an end before the start", "two rules for a zone", "a range upside down"]
    text = spoil(
        *(CASES[name][:2] for name in names if name not in ("encoding", "a range upside down")),
        ('layout = "wide"', 'layout = "wide"\nencoding = "utf-9"'),
        ("data_seen = false", "data_seen = false\nreporting_change = [1.2, 0.8]"),
    )
    places = {error.where for error in errors_of(tmp_path, text)}
    assert places == {CASES[name][2] for name in names}


def test_areas_left_out_are_the_target(tmp_path):
    text = spoil(('areas = ["A1"]\n', ""))
    intervention = read_study(write(tmp_path, text)).interventions[0]
    assert intervention.areas == intervention.target == ("A1",)


def test_an_intervention_needs_areas_or_a_target(tmp_path):
    text = spoil(('areas = ["A1"]\ntarget = ["A1"]\n', ""))
    errors = [
        error for error in errors_of(tmp_path, text) if error.where.endswith("'patrol', areas")
    ]
    assert len(errors) == 1 and "missing" in errors[0].problem
