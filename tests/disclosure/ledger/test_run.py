"""Public runs of an unpublished table, one after the other, by the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner

from waterbed.cli import main
from waterbed.demo import claims_of
from waterbed.disclosure.ledger.book import read_book
from waterbed.report import folder as folders
from waterbed.simulate.folder import write_study
from waterbed.simulate.panel import Settings, simulate_panel

SETTINGS = Settings(rows=8, columns=9, rate=6.0, shape=1.5, effect=-0.3, least=80)


@pytest.fixture
def study(tmp_path):
    """A simulated study, its table declared not published."""
    found = simulate_panel(np.random.default_rng(5), SETTINGS)
    path = write_study(found, tmp_path, title="A street", question="q", said=claims_of(found)[1:3])
    path.write_text(path.read_text("utf-8").replace("published = true ", "published = false "))
    return path


def run(study, *more: str, read: bool = True):
    out = study.parent / "report"
    words = ["run", str(study), "--out", str(out), "--placebos", "99", *more]
    found = CliRunner().invoke(main, [*words, *(["--words-read"] if read else [])])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def book(study):
    return read_book(study.parent / "counts.ledger.jsonl")


def edited(study, old: str, new: str) -> None:
    text = study.read_text("utf-8")
    assert old in text
    study.write_text(text.replace(old, new), "utf-8")


def test_a_first_release_starts_a_ledger_and_says_so(study):
    found = run(study)
    assert found.exit_code == 0 and "A ledger of what is published" in found.stderr
    (line,) = book(study).lines
    assert line.study == "A street" and len(line.table_sha256) == 64
    zones = {cell.words for cell in line.cells}
    assert {"target", "next door", "all areas"} <= zones
    # The same report again is the same release.
    assert run(study).exit_code == 0 and len(book(study).lines) == 1


def test_the_internal_profile_and_published_tables_need_no_ledger(study):
    assert run(study, "--profile", "internal").exit_code == 0
    assert not (study.parent / "counts.ledger.jsonl").exists()
    edited(study, "published = false", "published = true")
    (study.parent / "report" / "results.json").unlink()
    for path in sorted((study.parent / "report").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert run(study).exit_code == 0
    assert not list(study.parent.glob("counts.ledger*"))


def test_a_zone_with_one_area_more_is_withheld_or_refused(study):
    """The second release is of a zone that takes in one quiet area; its claim is of that zone."""
    text = (study.parent / "counts.csv").read_text("utf-8").splitlines()
    quiet = "a010"
    kept = [row for row in text[1:] if not row.startswith(f"{quiet},")]
    kept += [f"{quiet},2017-03,2", f"{quiet},2018-05,1"]
    (study.parent / "counts.csv").write_text("\n".join([text[0], *kept]) + "\n", "utf-8")
    edited(study, 'touching = "target"', 'areas = ["a040", "a041", "a042"]')
    target = re.search(r'^target = \["(\w+)"\]', study.read_text("utf-8"), re.M)[1]
    rows = (study.parent / "areas.csv").read_text("utf-8").splitlines()[1:]
    ids = [row.partition(",")[0] for row in rows]
    donors = [one for one in ids if one not in (target, quiet, "a040", "a041", "a042")]
    edited(study, 'donors = "rest"', f"donors = {json.dumps(donors)}")
    edited(study, "tolerance = 0\n\n[interventions.buffer]", "\n[interventions.buffer]")
    edited(study, '[interventions.buffer]\ntouching = "next door"\ntolerance = 0\n', "")
    assert run(study).exit_code == 0
    before = (study.parent / "report" / "results.json").read_bytes()
    ledger = (study.parent / "counts.ledger.jsonl").read_bytes()
    edited(study, '["a040", "a041", "a042"]', f'["a040", "a041", "a042", "{quiet}"]')
    found = run(study)
    assert found.exit_code == 2
    assert re.search(r"This release would let a reader of .*next door.*\(today\)", found.stderr)
    assert "one area" in found.stderr and "Nothing was written." in found.stderr
    assert (study.parent / "report" / "results.json").read_bytes() == before
    assert (study.parent / "counts.ledger.jsonl").read_bytes() == ledger
    # Without a claim on that zone it is withheld, and the rest is published.
    claims = study.read_text("utf-8").split("[[claims]]")
    study.write_text("[[claims]]".join(c for c in claims if 'zone = "next door"' not in c))
    found = run(study)
    assert found.exit_code == 0 and "Withheld, since with other numbers" in found.stderr
    (cell,) = {c for c in book(study).lines[1].cells if c.words == "next door" and c.withheld
               and c.months.first == 12 * 2017}  # fmt: skip
    assert len(cell.areas) == 4


def test_a_table_that_changed_is_a_new_vintage_where_that_is_said(study):
    assert run(study).exit_code == 0
    counts = study.parent / "counts.csv"
    counts.write_text(counts.read_text("utf-8") + "a005,2017-04,1\n", "utf-8")
    found = run(study)
    assert found.exit_code == 2 and "--new-vintage" in found.stderr
    assert run(study, "--new-vintage").exit_code == 0


def test_a_replaced_release_keeps_its_cells(study):
    assert run(study).exit_code == 0
    found = run(study, "--replace", "7")
    assert found.exit_code == 2 and "no such release" in found.stderr
    assert run(study, "--replace", "1").exit_code == 0
    first, second = book(study).lines
    assert second.replaces == "1" and first.cells == second.cells


def test_a_broken_chain_stops_a_public_release(study):
    assert run(study).exit_code == 0
    ledger = study.parent / "counts.ledger.jsonl"
    ledger.write_text("x" + ledger.read_text("utf-8"), "utf-8")
    found = run(study)
    assert found.exit_code == 2 and "Nothing was published" in found.stderr
    assert run(study, "--profile", "internal", "--out", str(study.parent / "other")).exit_code == 0


def test_a_report_that_cannot_take_its_place_leaves_no_line(study, monkeypatch):
    def fail(fresh, folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "swap", fail)
    found = run(study)
    assert found.exit_code == 2 and "cannot be written" in found.stderr
    assert not (study.parent / "report").exists()
    assert not (study.parent / "counts.ledger.jsonl").exists()


def test_known_totals_enter(study):
    """Areas that are none are told; a total of all of them gives nothing away."""
    more = (
        '\n[[known_total]]\nname = "yearbook"\ntotal = 9000\nfirst = "2016-01"\nlast = "2016-12"\n'
    )
    text = study.read_text("utf-8")
    study.write_text(text + more + 'areas = ["nowhere"]\n', "utf-8")
    found = run(study)
    assert found.exit_code == 2 and "there is no such area" in found.stderr
    study.write_text(text + more, "utf-8")
    assert run(study).exit_code == 0


def test_ledgers_are_shown_checked_and_taken_in(study, tmp_path):
    assert run(study).exit_code == 0

    def ledger(*words: str):
        return CliRunner().invoke(main, ["ledger", *map(str, words)])

    table, own = study.parent / "counts.csv", study.parent / "counts.ledger.jsonl"
    for path in (study, table, own):
        assert "A street" in ledger("show", path).stdout
    assert json.loads(ledger("show", study, "--json").stdout)[0]["cells"]
    assert "no reader can tell" in ledger("check", study).stdout
    other = tmp_path / "other.json"
    cell = {"areas": ["a001"], "first": "2017-01", "last": "2017-12"}
    other.write_text(json.dumps([cell | {"lo": 3, "hi": 5}, cell | {"withheld": True}]), "utf-8")
    assert "Took 1 number of" in ledger("import", table, other, "--holder", "a charity").stdout
    assert "of a charity" in ledger("show", table).stdout
    assert run(study).exit_code == 0
    other.write_text("{}", "utf-8")
    assert ledger("import", table, other, "--holder", "x").exit_code == 2


def test_a_solver_is_not_loaded_before_it_is_needed():
    ours = "import sys, waterbed.disclosure.ledger.hold, waterbed.disclosure.ledger.book"
    loaded = f"{ours}; print('scipy.optimize' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"


def test_a_quiet_donor_left_out_the_second_time_is_refused(study):
    """A claim rests on the comparison areas, whose two totals would tell of the one left out."""
    text = (study.parent / "counts.csv").read_text("utf-8").splitlines()
    kept = [row for row in text if not row.startswith("a010,")]
    kept += ["a010,2017-03,2", "a010,2018-05,1"]
    (study.parent / "counts.csv").write_text("\n".join(kept) + "\n", "utf-8")
    assert run(study).exit_code == 0
    ids = [cell.areas for cell in book(study).lines[0].cells if cell.words == "comparison areas"]
    assert ids and "a010" in ids[0]
    fewer = json.dumps([one for one in ids[0] if one != "a010"])
    edited(study, 'donors = "rest"', f"donors = {fewer}")
    found = run(study)
    assert found.exit_code == 2 and "comparison areas in 2017" in found.stderr
    assert len(book(study).lines) == 1
