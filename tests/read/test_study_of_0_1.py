"""A study of 0.1 runs in 0.2 as it stands: the worked example as 0.1 had it, and every key of then.

docs/deprecation.md is the promise that is held here.
"""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from waterbed.analysis.lock import compare_lock, write_lock
from waterbed.cli import main
from waterbed.model.decision import canonical
from waterbed.model.kinds import KINDS
from waterbed.model.sources import LAYOUTS
from waterbed.model.written.blocks import blocks
from waterbed.read.study.study_file import read_study

WRITTEN = Path(__file__).with_name("study_of_0_1.toml")
FILES = ("areas.csv", "neighbours.csv", "counts.parquet")

KEYS = {
    "study": "title question asked_by seed",
    "areas": "file layer id name group neighbours neighbours.a neighbours.b neighbours.gap licence "
    "attribution",
    "counts": "name file layout area period count categories x y crs id period_format encoding "
    "sheet date absent published first last max_rejected licence attribution",
    "outcomes": "id name tables include exclude sensitive",
    "interventions": "id name kind start start_month start_source end areas areas.group target "
    "target.group buffer buffer.group buffer.touching buffer.tolerance buffer.within buffer.of "
    "donors donors.group chosen_for.rule chosen_for.outcome",
    "interventions.zones": "name areas group touching tolerance within of",
    "interventions.alternative_starts": "start source",
    "events": "name first last source",
    "rule": "data_seen data_seen_date level headline smallest_effect margin reporting_change",
    "rule.windows": "name intervention base post",
    "rule.readings": "intervention starts lengths bases",
    "claims": "id who side words source date kind subject intervention outcome zone window stated "
    "rounding negated place family tested_by",
}
"""Every key of 0.1, by its section."""
LAYOUTS_THEN = ("wide", "long", "incidents", "police-uk")
KINDS_THEN = (
    "recorded", "fell", "rose", "unchanged", "fell-by", "rose-by", "moved", "not-moved",
    "reporting-fell", "harm-fell", "harm-rose", "number", "share", "needs",
)  # fmt: skip


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """The study of 0.1 beside its files."""
    for name in FILES:
        shutil.copy(ROOT / "examples" / "redbridge" / name, tmp_path)
    return shutil.copy(WRITTEN, tmp_path / "study.toml")


def test_every_key_of_then_is_a_key() -> None:
    now = {block.name: {column.header for column in block.columns} for block in blocks()}
    gone = {
        f"{section}.{key}"
        for section, keys in KEYS.items()
        for key in keys.split()
        if key not in now.get(section, ())
    }
    assert gone == set()


def test_every_layout_and_kind_of_claim_of_then_is_one() -> None:
    assert set(LAYOUTS_THEN) <= set(LAYOUTS)
    assert set(KINDS_THEN) <= set(KINDS)


def test_it_is_read_as_it_stands(study: Path) -> None:
    read = read_study(study)
    assert len(read.claims) == 25 and len(read.rule_sha256) == 64
    assert [window.name for window in read.rule.windows][:2] == ["twelve months", "nine months"]


def test_a_lock_of_then_is_read_and_said_to_differ(study: Path) -> None:
    """The form of 0.2 has more in it: what was locked is told from what is asked now."""
    read = read_study(study)
    path = write_lock(read, "2026-11-24")
    assert compare_lock(read) == ("same", "2026-11-24")
    lock = json.loads(path.read_text("utf-8"))
    del lock["rule"]["populations"]
    lock["rule_sha256"] = sha256(canonical(lock["rule"])).hexdigest()
    path.write_text(json.dumps(lock), "utf-8")
    assert compare_lock(read) == ("differs", "2026-11-24")


@pytest.mark.slow
def test_it_runs_as_it_stands(study: Path, tmp_path: Path) -> None:
    """Every claim of then has an answer and a reason, and no file was written but the report."""
    before = WRITTEN.read_bytes()
    out = tmp_path / "report"
    done = CliRunner().invoke(main, ["run", str(study), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert study.read_bytes() == before
    results = json.loads((out / "results.json").read_text("utf-8"))
    assert len(results["verdicts"]) == 25
    assert all(verdict["answer"] and verdict["reason"] for verdict in results["verdicts"])
