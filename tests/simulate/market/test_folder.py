"""The folder that a scenario writes: `waterbed run` reads it, and no report reads its truth."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from waterbed.analysis.run import read_inputs
from waterbed.analysis.scenario import live, scenario_from, write_market
from waterbed.analysis.understand import understand
from waterbed.cli import main
from waterbed.simulate.market.counts import AGAINST, SEEN, TOLD, quantile
from waterbed.simulate.market.draft import draft_text
from waterbed.simulate.market.modules import MODULES
from waterbed.simulate.market.places import SORTS
from waterbed.simulate.market.stories import STORIES

ON = ("patrol", "fines for buyers", "support")


def small_text(on=ON, **changes: str) -> str:
    text = draft_text(on=on)
    for old, new in {"sellers = 1000": "sellers = 100", "reserve = 400": "reserve = 40",
                     "buyers = 12000": "buyers = 900", "rows = 12": "rows = 6",
                     "columns = 15": "columns = 9", **changes}.items():  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def scenario():
    return scenario_from(tomllib.loads(small_text()))


@pytest.fixture(scope="module")
def written(scenario, tmp_path_factory) -> Path:
    return write_market(scenario, tmp_path_factory.mktemp("market") / "out").parent


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_run_reads_it_as_it_is(written, scenario):
    inputs = read_inputs(written / "study.toml")
    study, panel = inputs.study, inputs.counts.panel
    assert [one.id for one in study.interventions] == list(ON)
    assert all(one.rejected == 0 for one in inputs.records)
    assert panel.covered.all() and len(panel.periods) == 48
    assert {story.id for story in STORIES} == {claim.id for claim in study.claims}
    told = rows(written / "charity.csv")
    position = panel.outcomes.index(TOLD)
    assert panel.counts[position].sum() == sum(int(row["count"]) for row in told)
    assert panel.counts[panel.outcomes.index(SEEN)].sum() > 0
    assert {one.id for one in study.activity} == set(ON)
    assert understand(written / "study.toml")


def test_the_counts_are_what_happened(written, scenario):
    happened = live(scenario, True)
    recorded = [row for row in rows(written / "police.csv") if row["kind"] == AGAINST]
    ids, months = happened.places.areas.ids, happened.total("recorded")
    counted = np.zeros_like(months)
    for row in recorded:
        year, month = map(int, row["month"].split("-"))
        at = 12 * year + month - 1 - int(happened.periods[0])
        counted[at, ids.index(row["area"])] = int(row["count"])
    assert (counted == months).all()
    done = sum(int(row["count"]) for row in rows(written / "activity.csv"))
    assert done == sum(int(one.sum()) for one in happened.done.values())


def test_the_same_seed_writes_the_same_bytes_with_any_number_of_workers(written, tmp_path):
    """Through the command, with two processes."""
    path = tmp_path / "scenario.toml"
    path.write_text(small_text(), "utf-8")
    out = tmp_path / "again"
    asked = ["simulate", str(path), "--out", str(out), "--workers", "2", "--truth"]
    said = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert said.exit_code == 0 and "by construction" in said.output
    names = sorted(file.name for file in written.iterdir())
    assert names == sorted(file.name for file in out.iterdir())
    for name in names:
        assert (written / name).read_bytes() == (out / name).read_bytes(), name


def test_a_study_of_somebody_is_not_overwritten(scenario, written, tmp_path):
    """Without the truth of a market beside it, a study is somebody's own."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "study.toml").write_text("mine", "utf-8")
    path = tmp_path / "scenario.toml"
    path.write_text(small_text(), "utf-8")
    said = CliRunner().invoke(main, ["simulate", str(path), "--out", str(own)])
    assert said.exit_code == 2 and "no simulation wrote" in said.output
    assert [file.name for file in own.iterdir()] == ["study.toml"]
    assert (own / "study.toml").read_text("utf-8") == "mine"


def test_a_page_on_an_older_market_goes(scenario, tmp_path):
    out = write_market(scenario, tmp_path / "out").parent
    (out / "market.html").write_text("old", "utf-8")
    write_market(scenario, out)
    assert not (out / "market.html").exists()


@pytest.mark.parametrize("asked", [
    ("simulate", "--stories", "10"),
    ("simulate", "--swept", "."),
    ("sweep", "--method", "factorial", "--parameter", "rush"),
    ("sweep", "--method", "factorial", "--out", "x"),
    ("sweep", "--method", "sobol", "--size", "20"),
])  # fmt: skip
def test_options_that_would_do_nothing_are_refused(asked, tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_text(small_text(), "utf-8")
    command, option, value, *more = asked
    said = CliRunner().invoke(main, [command, str(path), option, value, *more])
    assert said.exit_code == 2 and said.exception
    assert (more or [option])[0] in said.output and not (tmp_path / "x").exists()


def test_a_module_that_is_off_changes_no_table(scenario, tmp_path):
    """A scenario with everything written and off is the market with nothing done."""
    tables, off = {}, small_text(on=())
    bare = re.sub(r"\[\[modules\]\].*?(?=\n# -)", "", off, flags=re.S)
    assert "[[modules]]" not in bare
    for name, text in {"off": off, "bare": bare}.items():
        folder = write_market(scenario_from(tomllib.loads(text)), tmp_path / name).parent
        tables[name] = {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
    assert tables["off"] == tables["bare"]


def test_before_the_start_all_scenarios_count_alike(written, tmp_path):
    text = small_text(on=())
    bare = write_market(scenario_from(tomllib.loads(text)), tmp_path / "bare").parent
    for name in ("street", "charity", "council", "police", "adverts"):
        a, b = ([row for row in rows(folder / f"{name}.csv") if row["month"] < "2017-10"]
                for folder in (written, bare))  # fmt: skip
        assert a == b and a


def test_the_truth_stands_beside_it_and_is_read_by_nothing(written):
    truth = json.loads((written / "truth.json").read_text("utf-8"))
    assert "by construction" in truth["what"]
    done, nothing = (truth[name]["after"] for name in ("done", "nothing"))
    assert done["encounters"] == done["contacts"] - done["refused"]
    assert done["target"] != nothing["target"]
    by_area = sum(place["violence"] for place in done["by area"].values())
    assert by_area == done["violence"] == sum(
        done["by sort of place"][sort]["violence"] for sort in SORTS
    )  # fmt: skip
    assert truth["done"]["before"] == truth["nothing"]["before"]
    kept = (written / "truth.json").read_bytes()
    (written / "truth.json").unlink()
    read_inputs(written / "study.toml")
    (written / "truth.json").write_bytes(kept)
    assert "truth" not in (written / "study.toml").read_text("utf-8").split("\n\n", 1)[1]


def test_no_output_names_a_place_where_somebody_could_be_found(written):
    """Areas are called by number, row and column; no coordinates, streets or real names."""
    for row in rows(written / "areas.csv"):
        assert re.fullmatch(r"a\d{3,5}", row["area"])
        assert re.fullmatch(r"row \d+, column \d+", row["name"])
        assert re.fullmatch(r"borough \d+", row["group"])
    ids = {row["area"] for row in rows(written / "areas.csv")}
    for file in written.glob("*.csv"):
        header = file.read_text("utf-8").splitlines()[0].split(",")
        assert not {"x", "y", "lat", "lon", "easting", "northing", "postcode"} & set(header)
        if "month" in header:
            assert {row["area"] for row in rows(file)} <= ids
    real = re.compile(
        r"ilford|redbridge|loxford|london|street name|E0[15]\d{6}|[A-Z]{1,2}\d \d[A-Z]{2}", re.I
    )
    text = (written / "study.toml").read_text("utf-8") + (written / "truth.json").read_text("utf-8")
    assert not real.search(text)
    assert set(json.loads((written / "truth.json").read_text())["done"]["after"]["by area"]) == ids


def test_everywhere_is_asked_of_nothing_else(tmp_path):
    """What is done everywhere has no comparison: it is told as what happened at the same time."""
    text = small_text(on=("sanctions",)).replace(
        'module = "sanctions"\non = true\ndose = 0.01',
        'module = "sanctions"\non = true\ndose = 0.02',
    )
    head, tail = text.split('module = "sanctions"')
    text = head + 'module = "sanctions"' + tail.replace('"target"  ', '"everywhere"', 1)
    study = read_inputs(write_market(scenario_from(tomllib.loads(text)), tmp_path / "x")).study
    assert [one.target for one in study.interventions] == [()]
    assert {claim.kind for claim in study.claims} == {"needs"}


@pytest.mark.slow
def test_a_report_is_made_of_it(written, tmp_path):
    asked = [
        "run",
        str(written / "study.toml"),
        "--out",
        str(tmp_path / "report"),
        "--placebos",
        "99",
    ]
    said = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert said.exit_code == 0
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert "truth.json" not in page
    truth = json.loads((written / "truth.json").read_text("utf-8"))
    assert "simulated market" in page or "simulation" in page
    for world in ("done", "nothing"):
        assert f"{truth[world]['after']['encounters']:,}" not in page


def test_quantiles_of_counts_are_poisson():
    rng = np.random.default_rng(1)
    mean = np.array([0.0, 0.1, 2.5, 40.0])[:, None].repeat(20_000, 1)
    drawn = quantile(rng.random(mean.shape), mean)
    assert np.allclose(drawn.mean(1), mean[:, 0], rtol=0.03)
    assert np.allclose(drawn.var(1), mean[:, 0], rtol=0.05)
    assert set(MODULES)
