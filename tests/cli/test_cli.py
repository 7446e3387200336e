"""The commands as a user meets them: exit codes, files, and what is left when things go wrong."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from tests.support.redbridge import KEPT, smaller
from waterbed.analysis.run import run
from waterbed.cli import main
from waterbed.cli.publishing import publish
from waterbed.demo import CASES, claims_of
from waterbed.model.verdict import LEVEL
from waterbed.simulate.folder import write_study
from waterbed.simulate.panel import simulate_panel

EXAMPLE = Path(__file__).parents[2] / "examples" / "redbridge"


def call(*words: object) -> object:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def prints_of(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def done(redbridge_folder):
    """The example, run once: its output folder."""
    return redbridge_folder


def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    folder.mkdir()
    for file in EXAMPLE.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def test_a_run_writes_everything(done):
    written = set(prints_of(done))
    assert {"report.html", "results.json", "tables.xlsx"} <= written
    assert any(name.startswith("tables") and name.endswith(".csv") for name in written)
    results = json.loads((done / "results.json").read_text(encoding="utf-8"))
    assert len(results["verdicts"]) >= 16
    assert (done / "report.html").stat().st_size < 500_000


def test_two_workers_write_the_same_bytes_and_json_is_what_the_file_holds(tmp_path, monkeypatch):
    """By the line of the help, on the example with two windows of it."""
    monkeypatch.chdir(tmp_path)
    line, *_ = examples_of("run")
    smaller(tmp_path / Path(shlex.split(line)[2]).parent)
    printed = [
        call(*shlex.split(line)[1:], "--out", f"out-{workers}", "--workers", workers, "--json")
        for workers in (1, 2)
    ]
    assert [one.exit_code for one in printed] == [0, 0], printed[0].output
    assert prints_of(tmp_path / "out-1") == prints_of(tmp_path / "out-2")
    results = (tmp_path / "out-2" / "results.json").read_text(encoding="utf-8")
    assert (
        printed[1].stdout == results and len(json.loads(results)["study"]["rule"]["windows"]) == 2
    )


def test_the_internal_profile_says_so_and_alone_writes_the_panel(done, redbridge_run, tmp_path):
    publish(*redbridge_run, tmp_path / "o", "internal")
    assert (tmp_path / "o" / "panel.parquet").exists() and not (done / "panel.parquet").exists()
    panel = pl.read_parquet(tmp_path / "o" / "panel.parquet")
    assert panel.height > 300_000
    assert "internal" in (tmp_path / "o" / "report.html").read_text(encoding="utf-8").lower()


def spoil_month(folder: Path) -> None:
    counts = pl.read_parquet(folder / "counts.parquet")
    counts.rename({"201704": "201713"}).write_parquet(folder / "counts.parquet")


def spoil_negative(folder: Path) -> None:
    counts = pl.read_parquet(folder / "counts.parquet")
    months = [name for name in counts.columns if name.isdigit()]
    spoilt = counts.with_columns(*(-pl.col(name).cast(pl.Int32) - 1 for name in months[:20]))
    spoilt.write_parquet(folder / "counts.parquet")


def spoil_repeat(folder: Path) -> None:
    counts = pl.read_parquet(folder / "counts.parquet")
    pl.concat([counts, counts.head(3)]).write_parquet(folder / "counts.parquet")


def spoil_codes(folder: Path) -> None:
    counts = pl.read_parquet(folder / "counts.parquet")
    old = pl.col("wardcode").str.replace("E0501", "E0599")
    counts.with_columns(old).write_parquet(folder / "counts.parquet")


def spoil_column(folder: Path) -> None:
    counts = pl.read_parquet(folder / "counts.parquet")
    counts.rename({"wardcode": "ward_code"}).write_parquet(folder / "counts.parquet")


def spoil_pair(folder: Path) -> None:
    text = (folder / "neighbours.csv").read_text().replace("E05011247", "E05099999")
    (folder / "neighbours.csv").write_text(text)


def spoil_area(folder: Path) -> None:
    lines = (folder / "areas.csv").read_text(encoding="utf-8").splitlines()
    (folder / "areas.csv").write_text("\n".join([*lines, lines[1]]), encoding="utf-8")


def spoil_encoding(folder: Path) -> None:
    text = (folder / "areas.csv").read_text(encoding="utf-8").replace("Loxford", "Loxförd")
    (folder / "areas.csv").write_bytes(text.encode("latin-1"))


def spoil_file(folder: Path) -> None:
    (folder / "counts.parquet").unlink()


def edit(old: str, new: str):
    def spoil(folder: Path) -> None:
        text = (folder / "study.toml").read_text(encoding="utf-8")
        assert old in text
        (folder / "study.toml").write_text(text.replace(old, new), encoding="utf-8")

    return spoil


def line_of(text: str) -> str:
    """Where a text stands in the study of the example."""
    study = (EXAMPLE / "study.toml").read_text(encoding="utf-8")
    return f"line {study[: study.index(text)].count(chr(10)) + 1}"


# What is spoilt, and of the error: the file, the place, the value, the mend.
STUDY, COUNTS = "study.toml", "counts.parquet"
OPERATION = "interventions 'police operation'"
SPOILT = {
    "a month that is none": (
        spoil_month, COUNTS, "row 1", "201713", "Correct the name of the column",
    ),
    "negative counts": (spoil_negative, COUNTS, "row 1, '201004'", "-", "Correct the count"),
    "a repeated key": (
        spoil_repeat, COUNTS, "row 8149, 'wardcode'", "E05009317", "Remove the repeated rows",
    ),
    "ward codes of another vintage": (
        spoil_codes, COUNTS, "row 709, 'wardcode'", "E0599", "same codes of the same year",
    ),
    "a column of another name": (
        spoil_column, COUNTS, "area", "wardcode", "Did you mean 'ward_code'?",
    ),
    "a neighbour that is not an area": (
        spoil_pair, "neighbours.csv", "row 3901, 'b'", "E05099999", "Did you mean",
    ),
    "an area twice": (
        spoil_area, "areas.csv", "row 686, 'code'", "E05009288", "one row and one id",
    ),
    "another encoding": (
        spoil_encoding, "areas.csv", "row 119", "byte 0xf6", "Save the file as UTF-8",
    ),
    "a missing file": (spoil_file, COUNTS, "", COUNTS, "It was looked for in"),
    "a target that is not among its areas": (
        edit('target = ["E05011247"]\ndonors', 'target = ["E05999999"]\ndonors'),
        STUDY, f"{OPERATION}, target", "E05999999", "Correct it, or add it to them",
    ),
    "an unknown area": (
        edit('"E05011246", "E05011253"', '"E05011246", "E05O11253"'),
        STUDY, "interventions 'anti-social behaviour order', areas", "E05O11253",
        "Did you mean 'E05011253' (Valentines)?",
    ),
    "an unknown donor": (
        edit('donors = "rest"', 'donors = ["Ilford Towm"]'),
        STUDY, f"{OPERATION}, donors", "Ilford Towm", "Did you mean 'E05011246' (Ilford Town)?",
    ),
    "an unknown group": (
        edit('target = { group = "Redbridge" }', 'target = { group = "Redbrige" }'),
        STUDY, "interventions 'borough order', target", "Redbrige", "Did you mean 'Redbridge'?",
    ),
    "a zone beyond the map": (
        edit(
            'touching = "target"\ntolerance = 30                      # metres: the boundaries are '
            "generalised",
            "within = 5000",
        ),
        STUDY, f"{OPERATION}, zones 'adjacent wards', within", "5000", "Ask for no more",
    ),
    "a base before the counts": (
        edit('base = ["2016-04", "2017-03"]', 'base = ["2009-04", "2010-03"]'),
        STUDY, "rule, windows 'twelve months', base", "2009-04 to 2010-03",
        "The counts hold 2010-04 to 2021-03",
    ),
    "an unknown category": (
        edit('"ROBBERY"', '"ROBERY"'), COUNTS, "outcome 'robbery'", "ROBERY", "mean 'ROBBERY'?",
    ),
    "an unknown outcome": (
        edit('outcome = "robbery"', 'outcome = "robery"'),
        STUDY, "claims 'police-robbery', outcome", "robery", "Did you mean 'robbery'?",
    ),
    "a curly quote": (
        edit("level = 0.95", "level = “0.95”"), STUDY, line_of("level = 0.95"), "level = “0.95”",
        "straight",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_study_is_one_clear_error_and_leaves_the_output_alone(what, done, tmp_path):
    spoil, file, place, value, mend = SPOILT[what]
    folder = copy(tmp_path)
    spoil(folder)
    out = tmp_path / "out"
    shutil.copytree(done, out)
    before = prints_of(out)
    result = call("run", folder / "study.toml", "--out", out)
    assert result.exit_code == 2
    named = file if file != STUDY else str(folder / STUDY)
    assert result.stderr.startswith(f"{named}, {place}: " if place else f"{named}: ")
    assert value in result.stderr and mend in result.stderr
    assert result.stderr.count("\n") == 1
    assert prints_of(out) == before
    assert [file.name for file in tmp_path.iterdir() if file.name not in ("copy", "out")] == []


def test_names_and_claims_that_carry_script_do_no_harm(tmp_path):
    """Through a whole run: the page holds the words, and not one element more than without them."""
    attack = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    folder = smaller(tmp_path / "copy", (*KEPT, "trial-prostitution-fell")).parent
    edit("Prostitution fell while the trial was to run", attack.replace('"', '\\"'))(folder)
    edit('name = "police operation in Loxford"', f"name = '{attack}'")(folder)
    areas = (folder / "areas.csv").read_text(encoding="utf-8")
    cell = '"' + attack.replace('"', '""') + '"'
    (folder / "areas.csv").write_text(areas.replace("Wall End", cell), encoding="utf-8")
    result = call("run", folder / "study.toml", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert page.count("&lt;script&gt;alert(1)") >= 3
    assert "<script" not in page and "<img" not in page
    checked = call("check", folder / "study.toml")
    assert checked.exit_code == 0 and "<script>" in " ".join(checked.output.split())


def test_a_run_killed_half_way_leaves_the_earlier_output_whole(done, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(done, out)
    before = prints_of(out)
    folder = copy(tmp_path)
    edit("Ilford Lane, Redbridge, 2017 to 2021", "Another title")(folder)
    command = [
        sys.executable,
        "-m",
        "waterbed",
        "run",
        str(folder / "study.toml"),
        "--out",
        str(out),
    ]
    killed = 0
    for delay in (0.5, 1.5, 2.5, 3.5):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        now = prints_of(out)
        assert set(now) == set(before)
        title = (out / "report.html").read_text(encoding="utf-8")
        if "Another title" not in title:
            assert now == before
    assert killed >= 1


@pytest.fixture
def checked(redbridge_checked):
    """What `check` says of the example, as JSON."""
    return json.loads(redbridge_checked[1])


def test_check_says_whether_what_it_prints_is_internal(checked, tmp_path):
    assert checked["profile"] == "public"
    study = copy(tmp_path) / "study.toml"
    text = study.read_text("utf-8")
    study.write_text(text.replace("published = true", "published = false"), "utf-8")
    assert json.loads(call("check", study, "--json").output)["profile"] == "internal"


def test_check_computes_nothing_and_shows_what_it_understood(checked, redbridge_checked):
    printed = " ".join(redbridge_checked[0].split())
    for text in ("Wall End", "656", "684 areas", "would print as you wrote it"):
        assert text in printed
    assert {one["kind"] for one in checked["claims"] if not one["testable"]} >= {"needs", "number"}
    assert "estimates" not in checked


def test_check_shows_every_text_that_a_report_prints(done, checked):
    written = (done / "results.json").read_text(encoding="utf-8")
    found = checked["free_text"]
    shown = {text for _, text in found}
    ids = {part for place, _ in found for part in place.split("'")[1:2]}

    def texts(raw):
        if isinstance(raw, str):
            yield raw
        for one in raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ():
            yield from texts(one)

    asked = tomllib.loads((EXAMPLE / "study.toml").read_text(encoding="utf-8"))
    printed = {one for one in texts(asked) if len(one) > 20 and json.dumps(one, ensure_ascii=False)
               in written}  # fmt: skip
    chosen = {asked["topic"], asked["loop"]}  # from a list of ours, not written by the user
    assert len(printed) > 30
    assert printed <= shown | ids | chosen


def simulated_study(folder: Path) -> Path:
    """A small study with zones, claims and published counts, as `waterbed demo` writes it."""
    case = CASES[0]
    made = simulate_panel(np.random.default_rng(1), case.settings)
    words = {"title": "t", "question": "q", "said": claims_of(made), "level": LEVEL}
    return write_study(made, folder, chosen_for=case.chosen_for, **words).parent


def test_lock_then_change_is_said_in_every_output(tmp_path):
    folder = simulated_study(tmp_path / "simulated")
    assert call("lock", folder / "study.toml").exit_code == 0
    result = call("run", folder / "study.toml", "--out", tmp_path / "same")
    assert result.exit_code == 0
    edit("level = 0.95", "level = 0.9")(folder)
    assert call("run", folder / "study.toml", "--out", tmp_path / "other").exit_code == 0
    assert "differs" in (tmp_path / "other" / "report.html").read_text(encoding="utf-8")
    locks = [
        json.loads((tmp_path / out / "results.json").read_text(encoding="utf-8"))["study"]["lock"]
        for out in ("same", "other")
    ]
    assert locks == ["same", "differs"]


def test_wdd_needs_no_file():
    words = (
        "wdd --treated 207 110 --control 308 318 --displaced 178 157 --displaced-control 150 140"
    )
    result = call(*words.split())
    assert result.exit_code == 0
    for text in ("118", "39.6", "89", "84", "75"):
        assert text in result.output
    made = json.loads(call(*words.split(), "--json").output)
    net = next(one for one in made["estimates"] if one["zone"] == "net")
    assert (net["method"], net["value"]) == ("wdd", -118)
    assert net["low"] == pytest.approx(-195.6, abs=0.05)
    assert call("wdd", "--treated", -1, 3, "--control", 1, 2).exit_code == 2


def test_the_example_is_copied_and_run(done, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (line,) = examples_of("example")
    result = call(*shlex.split(line)[1:], "--out", "mine")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "mine" / "study.toml").exists()
    assert prints_of(tmp_path / "mine-report") == prints_of(done)
    assert call("example", "redbridge", "--out", tmp_path / "mine").exit_code == 2


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help_with_an_example(command):
    assert examples_of(command)


def examples_of(command):
    """The command lines under Example in a command's help, lines that go on joined."""
    result = call(command, "--help")
    assert result.exit_code == 0
    text = result.output.partition("Example")[2].replace("\\\n", " ")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [line for line in lines if line.startswith(f"waterbed {command}")]


SLOW = {"demo", "power", "sweep"}
ABOVE = {"run", "example", "serve"}
"""Commands whose example is run by a test of its own; that of `serve` is in tests/web."""
EXAMPLES = [
    pytest.param(line, marks=[pytest.mark.slow] if command in SLOW else [], id=line[9:40])
    for command in sorted(set(main.commands) - ABOVE)
    for line in examples_of(command)
]


@pytest.mark.parametrize("line", EXAMPLES)
def test_the_examples_of_the_help_run(line, tmp_path, monkeypatch):
    if line.startswith("waterbed hidden "):
        pytest.skip("its examples read lists of the user's own; tests of hidden run it")
    if line.startswith("waterbed batch "):
        pytest.skip("its examples read a table of the user's own; tests/batch run it")
    if line.startswith("waterbed ledger "):
        pytest.skip("its examples read ledgers of the user's own; tests/disclosure/ledger run it")
    if line.startswith("waterbed fetch ") and "--print" not in line:
        pytest.skip("it needs the network; tests/fetch run it against a replay of the publishers")
    shutil.copytree(EXAMPLE.parent, tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    result = call(*shlex.split(line)[1:])
    assert result.exit_code == 0, result.output
    assert result.output


def test_help_loads_nothing_that_only_a_command_needs():
    asked = (
        "import sys, waterbed.cli; print(*sorted({'numpy', 'polars', 'pydantic'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_help_says_what_the_profiles_let_out():
    said = " ".join(call("run", "--help").output.split())
    assert "Profile public is for anyone." in said and "rounded, or withheld" in said
    assert "Profile internal is for those who may see the counts." in said


@pytest.mark.parametrize("command", ["run", "check", "lock", "power"])
def test_a_folder_or_a_table_is_no_study_file(command, tmp_path):
    folder = copy(tmp_path)
    for given, named in ((folder, "study.toml"), (folder / "areas.csv", "ends in .toml")):
        result = call(command, given)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"{given}: this is a ") and named in result.stderr


def test_check_says_untestable_where_a_run_does(tmp_path):
    folder = copy(tmp_path)
    counts = pl.read_parquet(folder / "counts.parquet")
    early = [name for name in counts.columns if name.isdigit()][:10]
    loxford = pl.col("wardcode") == "E05011247"
    gaps = counts.with_columns(
        pl.when(loxford).then(None).otherwise(pl.col(c)).alias(c) for c in early
    )
    gaps.write_parquet(folder / "counts.parquet")
    said = json.loads(call("check", folder / "study.toml", "--json").output)["claims"]
    answers = {one.claim.id: one.answer for one in run(folder / "study.toml")[0].verdicts}
    assert any(one["why"] == "gaps" for one in said)
    for one in said:
        assert (answers[one["claim"]] == "untestable") == (not one["testable"]), one


def test_power_of_a_survey_needs_no_file():
    words = "power --people 400 --before 0.3 --cluster 20 --correlation 0.05 --json"
    made = json.loads(call(*words.split()).output)
    assert made["design_effect"] == pytest.approx(1.95)
    assert 0.15 < made["fall_to"] < 0.25 and 0.35 < made["rise_to"] < 0.45
    assert "80%" in call("power", "--people", 400, "--before", 0.3).output
    assert call("power").exit_code == 2
    assert call("power", "--people", 400, "--before", 1.3).exit_code == 2


@pytest.mark.slow
def test_power_of_the_example(tmp_path):
    result = call("power", EXAMPLE / "study.toml", "--places", 20, "--json")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.output)
    assert {row["profile"] for row in rows} == {"public"}
    nine = next(r for r in rows if r["months"] == 9 and r["outcome"] == "sexual offences")
    assert nine["base_count"] == 33 and nine["places"] == 20
    shares = [share for share, _ in nine["power"]]
    assert shares[0] <= 0.2 and shares[-1] >= shares[0]
