"""The example's second study: without its files it is checked as far as it goes; with them it runs.

The files are made, in police.uk's layout and on the real map of wards, and come by `waterbed fetch`
from a server that plays the publishers.
"""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from click.testing import CliRunner, Result

from tests.conftest import ROOT
from tests.fetch.conftest import replay  # noqa: F401
from tests.fetch.replay import Replay, as_json
from tests.fetch.test_redbridge import Rows, serve_layer
from tests.read.made import STREET
from tests.support.changelog import month_of, page
from waterbed.cli import main
from waterbed.fetch.sources import COMPLAINTS_MONTHS, WARDS
from waterbed.model.changes import LOG
from waterbed.model.months import label, month
from waterbed.read.study.study_file import read_study

STUDY = ROOT / "examples" / "redbridge" / "complaints.toml"
LOXFORD = "E05011247"
AROUND = ("Redbridge", "Newham", "Barking and Dagenham", "Waltham Forest", "Havering", "Hackney",
          "Tower Hamlets", "Haringey", "Enfield", "Islington")  # fmt: skip
FORCE = "Metropolitan Police Service"
FALL = 0.5
LOG_PAGE = page(
    month_of("May 2019", "Metropolitan Police Service: Crime data refresh for December 2016."),
    month_of("April 2019", "Metropolitan Police Service: Stop and search data not provided."),
)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def test_without_its_files_it_is_checked_as_far_as_it_goes() -> None:
    done = run("check", str(STUDY))
    assert done.exit_code == 0, done.output
    assert "reads without a fault" in done.output and "Not here yet" in done.output
    assert done.output.count("waterbed fetch redbridge --complaints --out sources") == 2
    assert "Residents had daily confrontations" in " ".join(done.output.split())
    told = json.loads(run("check", str(STUDY), "--json").output)
    assert [one["file"] for one in told["absent"]] == [
        "sources/wards-2024-london.geojson",
        "sources/police-uk",
    ]
    assert {one["claim"] for one in told["claims"]} >= {"confrontations", "moved-on"}


@pytest.mark.parametrize("command", ["run", "power"])
def test_no_other_command_goes_on_without_them(command: str, tmp_path: Path) -> None:
    more = ("--out", str(tmp_path / "out")) if command == "run" else ()
    done = run(command, str(STUDY), *more)
    assert done.exit_code == 2 and not (tmp_path / "out").exists()
    assert done.stderr.count("this file is not here yet") == 2
    assert done.stderr.count("To get it: waterbed fetch redbridge --complaints") == 2


def test_a_path_that_the_study_does_not_say_how_to_fill_is_an_error(tmp_path: Path) -> None:
    text = STUDY.read_text()
    at = text.index('get = "waterbed')
    (tmp_path / "study.toml").write_text(text[:at] + text[text.index("\n", at) :])
    done = run("check", str(tmp_path / "study.toml"))
    assert done.exit_code == 2 and "there is no such file" in done.stderr


def test_both_sides_are_asked_and_the_opposite_is_open() -> None:
    study = read_study(STUDY)
    kinds = {(one.kind, one.negated) for one in study.claims}
    assert {("fell", False), ("fell", True), ("rose", False)} <= kinds
    assert {"police and council", "support services and women's groups"} <= {
        one.side for one in study.claims
    }


def test_what_to_download_by_browser() -> None:
    told = run("fetch", "redbridge", "--complaints", "--print", "--out", "sources").output
    assert told.count("Page:") == 5
    for part in ("2015-03.zip", "metropolitan", f"sources/{LOG}", "wards-2024-london.geojson"):
        assert part in told


# With files ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wards(data: Path) -> tuple[Rows, dict[str, tuple[float, float]]]:
    """Ten boroughs' wards as the portal sends them, and a point in each."""
    columns = ["wardcode", "wardname", "borough"]
    meta, _, wkb, values = pyogrio.raw.read(data / "london" / "wards2025.gpkg", columns=columns)
    fields = dict(zip(meta["fields"], values, strict=True))
    shapes = shapely.from_wkb(wkb)
    to_degrees = pyproj.Transformer.from_crs(27700, 4326, always_xy=True)
    rows: Rows = []
    points = {}
    for shape, text, code, name, borough in zip(
        shapes,
        shapely.to_geojson(shapes),
        *(fields[one] for one in columns),
        strict=True,
    ):
        if borough not in AROUND:
            continue
        properties = {"WD24CD": str(code), "WD24NM": str(name), "LAD24NM": str(borough)}
        rows.append({"type": "Feature", "properties": properties, "geometry": json.loads(text)})
        inside = shape.representative_point()
        points[str(code)] = to_degrees.transform(inside.x, inside.y)
    return rows, points


@pytest.fixture(scope="module")
def streets(wards: tuple[Rows, dict[str, tuple[float, float]]]) -> dict[str, bytes]:
    """Archives by month: calls at one point a ward, 30 a month in Loxford until they halve."""
    points, rng = wards[1], np.random.default_rng(22)
    first, last = (month(one) for one in COMPLAINTS_MONTHS)
    level = {code: rng.uniform(8, 20) for code in sorted(points)} | {LOXFORD: 30.0}
    made = {}
    for m in range(first, last + 1):
        rows = [",".join(STREET) + "\n"]
        for code, (x, y) in sorted(points.items()):
            fell = code == LOXFORD and m >= month("2017-04")
            calls = rng.poisson(level[code] * (1 - FALL if fell else 1))
            place = f"{label(m)},{FORCE},{FORCE},{x:.6f},{y:.6f},On or near High Road,,"
            rows += [f",{place},Anti-social behaviour,,\n"] * int(calls)
            rows.append(f"{code}{m},{place},Drugs,Under investigation,\n")
        rows.append(f",{label(m)},{FORCE},{FORCE},,,No location,,,Anti-social behaviour,,\n")
        made[f"{label(m)}/{label(m)}-metropolitan-street.csv"] = "".join(rows).encode()
    return made


def zipped(streets: dict[str, bytes], first: str, last: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in streets.items():
            if first <= name[:7] <= last:
                archive.writestr(name, text)
    return out.getvalue()


@pytest.fixture
def published(
    replay: Replay,  # noqa: F811
    wards: tuple[Rows, dict[str, tuple[float, float]]],
    streets: dict[str, bytes],
) -> Iterator[Replay]:
    at = "data.police.uk"
    for first, last in (("2012-04", "2015-03"), ("2015-04", "2018-03"), ("2018-04", "2021-03")):
        replay.files[f"{at}/data/archive/{last}.zip"] = zipped(streets, first, last)
    replay.answers[f"{at}/api/crimes-street-dates"] = lambda query: as_json([{"date": "2021-03"}])
    replay.answers[f"{at}/changelog/"] = lambda query: (200, "text/html", LOG_PAGE)
    serve_layer(replay, WARDS, wards[0], 100)
    return replay


def test_with_what_is_fetched_it_runs(published: Replay, tmp_path: Path) -> None:
    """A halving is found; its mirror and the other side are answered by the same rule."""
    shutil.copy(STUDY, tmp_path / "complaints.toml")
    fetched = run("fetch", "redbridge", "--complaints", "--out", str(tmp_path / "sources"))
    assert fetched.exit_code == 0, fetched.output
    assert "89 fetched" in fetched.output and f"{LOG}: fetched" in fetched.output
    checked = run("check", str(tmp_path / "complaints.toml"))
    assert checked.exit_code == 0, checked.output
    told = " ".join(checked.output.split())
    assert "Metropolitan Police gave its crime data again for December 2016" in told
    assert "Anti-social behaviour on police.uk is calls and reports" in told
    assert "stops and searches" not in told  # the study holds none
    out = tmp_path / "out"
    done = run("run", str(tmp_path / "complaints.toml"), "--out", str(out))
    assert done.exit_code == 0, done.output
    results = json.loads((out / "results.json").read_text())
    answers = {one["claim"]: one["answer"] for one in results["verdicts"]}
    assert answers["confrontations"] == "supported", answers
    assert answers["operation-left-it"] == "contradicted", answers
    assert answers["complaints-fell"] == "undecided", answers
    text = (out / "report.html").read_text()
    assert "gave its crime data again for December 2016" in text
