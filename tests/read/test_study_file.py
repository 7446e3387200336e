"""The study file: what it may say, its defaults, and how TOML's own errors are told."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.read.study_files import SMALL, errors_of, spoil, write
from waterbed.model.errors import InputError
from waterbed.model.kinds import KINDS, Region
from waterbed.model.months import Months, month
from waterbed.model.study import Intervention, Study, ZoneRule
from waterbed.model.window import Window
from waterbed.read.study.study_file import read_study

REDBRIDGE = ROOT / "examples" / "redbridge" / "study.toml"


def read(folder: Path, *changes: tuple[str, str]) -> Study:
    return read_study(write(folder, spoil(*changes)))


def patrol(folder: Path, *changes: tuple[str, str]) -> Intervention:
    return read(folder, *changes).intervention("patrol")


def test_defaults(tmp_path: Path) -> None:
    study = read(tmp_path)
    assert study.seed == 1
    assert study.rule.level == 0.95
    assert study.rule.headline == "forecast"
    assert study.rule.smallest_effect == 0
    assert study.rule.margin == 0.2
    assert study.intervention("patrol").donors == ZoneRule("rest")
    assert study.intervention("patrol").chosen_for.rule == "unknown"
    assert study.intervention("patrol").name == "patrol"
    assert study.outcome("robbery").include == ((("", "ROBBERY"),),)
    assert study.claims[0].zone == "target"
    assert study.claims[0].region == Region(high=0.0, high_open=True)


def test_a_start_inside_a_month_makes_it_belong_to_neither_window(tmp_path: Path) -> None:
    study = read(tmp_path)
    intervention = study.intervention("patrol")
    assert (intervention.start, intervention.transition) == (month("2018-09"), month("2018-08"))
    assert study.rule.windows == (
        Window(
            "patrol, twelve months",
            "patrol",
            Months.parse("2017-08", "2018-07"),
            Months.parse("2018-09", "2019-08"),
        ),
    )


@pytest.mark.parametrize(
    ("written", "start", "transition"),
    [
        ('start = "2018-08"', "2018-08", None),
        ('start = "2018-08-01"', "2018-08", None),
        ("start = 2018-08-21", "2018-09", "2018-08"),
        ('start = "2018-08-21"\nstart_month = "post"', "2018-08", None),
        ('start = "2018-08-21"\nstart_month = "base"', "2018-09", None),
    ],
)
def test_ways_to_write_a_start(
    tmp_path: Path, written: str, start: str, transition: str | None
) -> None:
    intervention = patrol(tmp_path, ('start = "2018-08-21"', written))
    assert intervention.start == month(start)
    assert intervention.transition == (month(transition) if transition else None)


def test_places_by_group_and_by_rule(tmp_path: Path) -> None:
    intervention = patrol(
        tmp_path,
        ('areas = ["A1"]', 'areas = {group = "North"}'),
        ('target = ["A1"]', 'target = {group = "North"}\ndonors = {group = "South"}'),
        (
            "tolerance = 30",
            'tolerance = 30\n[[interventions.zones]]\nname = "far"\nwithin = 500\nof = "ring"\n'
            '[[interventions.zones]]\nname = "listed"\nareas = ["B1", "B2"]\n'
            '[interventions.buffer]\ntouching = "far"',
        ),
    )
    assert (intervention.areas, intervention.group) == ((), "North")
    assert (intervention.target, intervention.target_group) == ((), "North")
    assert intervention.donors == ZoneRule("group", group="South")
    assert dict(intervention.zones) == {
        "ring": ZoneRule("touching", tolerance=30.0),
        "far": ZoneRule("within", distance=500.0, parent="ring"),
        "listed": ZoneRule("list", areas=("B1", "B2")),
    }
    assert intervention.buffer == ZoneRule("touching", parent="far")


def test_categories_by_several_columns(tmp_path: Path) -> None:
    outcome = read(
        tmp_path,
        (
            'include = ["ROBBERY"]',
            'include = ["ROBBERY", {major = "THEFT", minor = "FROM PERSON"}]\n'
            'exclude = ["NFIB FRAUD"]\nsensitive = true\ntables = ["crime"]',
        ),
    ).outcome("robbery")
    assert outcome.include == (
        (("", "ROBBERY"),),
        (("major", "THEFT"), ("minor", "FROM PERSON")),
    )
    assert outcome.exclude == ((("", "NFIB FRAUD"),),)
    assert outcome.sensitive
    assert outcome.tables == ("crime",)


def test_an_outcome_without_include_counts_every_row(tmp_path: Path) -> None:
    outcome = read(tmp_path, ('include = ["ROBBERY"]', "")).outcome("robbery")
    assert outcome.include == ((),)


@pytest.mark.parametrize("layout", ["long", "incidents", "coordinates", "police-uk"])
def test_every_layout(tmp_path: Path, layout: str) -> None:
    text = {
        "long": 'layout = "long"\narea = "code"\nperiod = "month"\ncount = "n"',
        "incidents": 'layout = "incidents"\narea = "code"\nperiod = "day"\nid = "ref"',
        "coordinates": 'layout = "incidents"\nx = "x"\ny = "y"\ncrs = "EPSG:27700"\nperiod = "d"',
        "police-uk": 'layout = "police-uk"',
    }[layout]
    changes = [('layout = "wide"\narea = "code"', text)]
    if layout == "coordinates":
        changes += [("areas.csv", "areas.gpkg"), ('neighbours = "pairs.csv"', "")]
    if layout == "police-uk":
        changes.append(('categories = ["major", "minor"]', ""))
    (table,) = read(tmp_path, *changes).counts
    assert table.layout == ("incidents" if layout == "coordinates" else layout)
    if layout == "police-uk":
        assert table.categories == ("Crime type",)


def test_neither_map_nor_table_of_areas(tmp_path: Path) -> None:
    old = '[areas]\nfile = "areas.csv"\nid = "code"\ngroup = "borough"\nneighbours = "pairs.csv"\n'
    study = read(tmp_path, (old, ""), ('touching = "target"\ntolerance = 30', 'areas = ["B1"]'))
    assert study.areas.file is None
    assert study.intervention("patrol").zones == (("ring", ZoneRule("list", areas=("B1",))),)


@pytest.mark.parametrize("negated", [False, True])
def test_regions_come_from_the_table_of_kinds(tmp_path: Path, negated: bool) -> None:
    text = f'kind = "fell-by"\nstated = 0.2\nrounding = 0.1\nnegated = {str(negated).lower()}'
    claim = read(tmp_path, ('kind = "fell"', text)).claims[0]
    make = KINDS["fell-by"].region
    assert make is not None
    region = make(0.2, 0.05, 0.0)
    assert claim.region == (region.complement() if negated else region)


def test_paths_resolve_against_the_study_or_against_data(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL)
    assert read_study(path).counts[0].file == tmp_path / "counts.csv"
    elsewhere = tmp_path / "elsewhere"
    assert read_study(path, elsewhere).counts[0].file == elsewhere / "counts.csv"
    assert read_study(path, elsewhere).areas.neighbours == elsewhere / "pairs.csv"


def test_a_byte_order_mark_is_accepted_and_line_ends_of_windows(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
    assert read_study(write(tmp_path, text)).title == "A street"


def test_markup_in_words_is_kept_as_it_is(tmp_path: Path) -> None:
    claim = read(tmp_path, ("Robbery is down.", "<script>alert(1)</script> & down")).claims[0]
    assert claim.words == "<script>alert(1)</script> & down"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.toml: there is no such file"):
        read_study(tmp_path / "nowhere.toml")


def line_of(text: str, part: str) -> str:
    return f"line {text[: text.index(part)].count(chr(10)) + 1}"


@pytest.mark.parametrize(
    ("old", "new", "problem", "mend"),
    [
        ('"A street"', "“A street”", "curly quotes", "straight quotes"),
        ('"areas.csv"', r'"C:\maps\areas.csv"', "backslash", "forward slashes"),
        ('"areas.csv"', r'"data\ukmaps.csv"', "backslash", "forward slashes"),
        ('"2018-08-21"', "2018-08", "a month without quotes", 'Write "2018-08"'),
        ('"A street"', "A street", "not TOML", "A line reads"),
        ("[rule]", "[rule", "not TOML", "A line reads"),
    ],
)
def test_errors_of_toml_are_told_with_their_mend(
    tmp_path: Path, old: str, new: str, problem: str, mend: str
) -> None:
    text = spoil((old, new))
    (error,) = errors_of(tmp_path, text)
    assert error.file.endswith("study.toml")
    assert error.where.split(",")[0] == line_of(text, new)
    assert problem in error.problem
    assert error.value
    assert mend in error.mend


def test_every_line_with_curly_quotes_is_named(tmp_path: Path) -> None:
    text = spoil(('"A street"', "“A street”"), ('["A1"]', "[“A1”]"))
    places = [error.where for error in errors_of(tmp_path, text)]
    assert places == [line_of(text, "“A street”"), line_of(text, "[“A1”]")]


def test_a_file_that_is_not_utf8_is_named_by_its_line(tmp_path: Path) -> None:
    (error,) = errors_of(tmp_path, SMALL.replace("A street", "Caf\xe9").encode("latin-1"))
    assert (error.where, error.mend) == ("line 2", "Save the file with the encoding UTF-8.")


def test_readings_without_another_start(tmp_path: Path) -> None:
    new = '[[rule.readings]]\nstarts = ["2018-09", "2018-10"]\nlengths = [3, 6]\n[[claims]]'
    grid = read(tmp_path, ("[[claims]]", new)).rule.grid("patrol")
    assert grid is not None
    assert grid.starts == (month("2018-09"), month("2018-10"))
    assert len(grid.windows("patrol")) == 8


def test_redbridge_reads_with_every_kind_and_both_sides() -> None:
    study = read_study(REDBRIDGE)
    # Nobody there said that a change lasted, that there was more of it than next door, or what
    # people answer.
    unsaid = {
        key
        for key, kind in KINDS.items()
        if kind.first or kind.quantity.turn or kind.quantity.asked
    }
    assert {claim.kind for claim in study.claims} == set(KINDS) - unsaid
    assert len(study.claims) >= 16
    assert len({claim.side for claim in study.claims}) >= 3
    assert study.rule.data_seen
    grid = study.rule.grid("police operation")
    assert grid is not None
    assert len(grid.windows("police operation")) == 70
    order = study.intervention("borough order")
    assert (order.start, order.transition) == (month("2018-09"), month("2018-08"))


def _mangle(text: str, rng: random.Random) -> str:
    """One line left out, doubled, moved, or with another value."""
    lines = text.splitlines()
    i = rng.randrange(len(lines))
    what = rng.choice(("drop", "double", "move", "value", "key"))
    if what == "drop":
        del lines[i]
    elif what == "double":
        lines.insert(i, lines[i])
    elif what == "move":
        lines.insert(rng.randrange(len(lines)), lines.pop(i))
    elif "=" in lines[i]:
        key, value = lines[i].split("=", 1)
        if what == "key":
            key = rng.choice((key.strip() + "s", "stated", "areas", "name", "id"))
        else:
            values = ("nan", "-inf", "1", '""', "[]", "{}", "[[1]]", "true", "1979-05-27", '"2017"')
            value = rng.choice((*values, '["A1", 2]', "{group = 1}", '"\\u0000"', "07:32:00"))
        lines[i] = f"{key} = {value}"
    return "\n".join(lines)


def test_a_mangled_file_is_read_or_explained_never_a_crash(tmp_path: Path) -> None:
    rng = random.Random(20260131)
    extra = ("[[claims]]", '[[rule.readings]]\nstarts = ["2018-09"]\nlengths = [3]\n[[claims]]')
    sources = (REDBRIDGE.read_text(encoding="utf-8"), SMALL, spoil(extra))
    refused = 0
    for turn in range(600):
        text = sources[turn % 3]
        for _ in range(rng.randint(1, 3)):
            text = _mangle(text, rng)
        try:
            read_study(write(tmp_path, text))
        except InputError as error:
            refused += 1
            assert "study.toml" in str(error)
    assert refused > 100
