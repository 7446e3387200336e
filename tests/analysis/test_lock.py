"""The lock: what it holds, what changes it, and how it is compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.read.study_files import SMALL, spoil, write
from tests.report import report_fixture as fixture
from waterbed.analysis.lock import compare_lock, lock_path, write_lock
from waterbed.cli import main
from waterbed.model.decision import rule_sha256
from waterbed.model.errors import InputError
from waterbed.model.study import Study
from waterbed.read.study.study_file import read_study
from waterbed.report import write_outputs

DAY = "2026-02-01"
UNPUBLISHED = ("published = true", "published = false")


def study(folder: Path, *changes: tuple[str, str]) -> Study:
    return read_study(write(folder, spoil(*changes)))


def test_none_then_same_then_differs(tmp_path: Path) -> None:
    asked = study(tmp_path)
    assert compare_lock(asked) == ("", "")
    assert write_lock(asked, DAY) == tmp_path / "study.lock.json" == lock_path(asked)
    assert compare_lock(asked) == ("same", DAY)
    other = study(tmp_path, ("data_seen = false", "data_seen = false\nlevel = 0.9"))
    assert compare_lock(other) == ("differs", DAY)


def test_the_lock_stands_beside_the_study_wherever_the_data_are(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL)
    elsewhere = read_study(path, tmp_path / "data")
    assert lock_path(elsewhere) == tmp_path / "study.lock.json"


def test_locking_again_keeps_the_first_date_and_never_overwrites_a_promise(tmp_path: Path) -> None:
    asked = study(tmp_path)
    lock = write_lock(asked, DAY)
    before = lock.read_bytes()
    assert write_lock(asked, "2026-03-01") == lock
    assert lock.read_bytes() == before
    other = study(tmp_path, ("tolerance = 30", "tolerance = 40"))
    with pytest.raises(InputError, match="a lock of another rule already"):
        write_lock(other, "2026-03-01")
    assert lock.read_bytes() == before


def test_anyone_can_check_the_hash(tmp_path: Path) -> None:
    import hashlib

    asked = study(tmp_path)
    lock = json.loads(write_lock(asked, DAY).read_text(encoding="utf-8"))
    form = json.dumps(lock["rule"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(form.encode()).hexdigest() == lock["rule_sha256"] == asked.rule_sha256
    assert lock["rule"]["claims"][0]["kind"] == "fell"
    assert lock["rule"]["windows"][0]["base"] == ["2017-08", "2018-07"]


@pytest.mark.parametrize(
    "change",
    [
        ("data_seen = false", "data_seen = true"),
        ("data_seen = false", "data_seen = false\nmargin = 0.3"),
        ("data_seen = false", "data_seen = false\nmargin_count = 12"),
        ("data_seen = false", "data_seen = false\nsmallest_effect = 0.1"),
        ('include = ["ROBBERY"]', 'include = ["ROBBERY", "THEFT"]'),
        ('include = ["ROBBERY"]', 'include = ["ROBBERY"]\nexclude = ["THEFT"]'),
        ('start = "2018-08-21"', 'start = "2018-09"'),
        ('target = ["A1"]', 'target = ["A1"]\ndonors = ["B1", "B2"]'),
        ("tolerance = 30", 'tolerance = 30\n[interventions.buffer]\ntouching = "ring"'),
        ('layout = "wide"', 'layout = "wide"\nabsent = "no-data"'),
        ('kind = "fell"', 'kind = "rose"'),
        ('kind = "fell"', 'kind = "fell"\nnegated = true'),
        ('kind = "fell"', 'kind = "fell"\nzone = "net"'),
        ('kind = "fell"', 'kind = "fell-by"\nstated = 0.2'),
        ('title = "A street"', 'title = "A street"\nseed = 2'),
    ],
)
def test_what_decides_answers_changes_the_hash(tmp_path: Path, change: tuple[str, str]) -> None:
    assert study(tmp_path, change).rule_sha256 != study(tmp_path).rule_sha256


@pytest.mark.parametrize(
    "change",
    [
        ("A street", "Another street"),
        ("Robbery is down.", "There is less robbery."),
        ('side = "for"', 'side = "against"'),
        ('who = "The police"', 'who = "The council"'),
        ("A paper, www.paper.example.org", "Another paper"),
        ("counts.csv", "elsewhere/counts.csv"),
        ('id = "code"', 'id = "kode"'),
        ('kind = "patrol"', 'kind = "crackdown"'),
    ],
)
def test_words_speakers_and_paths_do_not(tmp_path: Path, change: tuple[str, str]) -> None:
    assert study(tmp_path, change).rule_sha256 == study(tmp_path).rule_sha256


def test_the_order_of_areas_and_of_keys_does_not(tmp_path: Path) -> None:
    order = ('areas = ["A1"]', 'areas = ["A1", "A2"]')
    other = ('areas = ["A1"]', 'areas = ["A2", "A1"]')
    assert study(tmp_path, order).rule_sha256 == study(tmp_path, other).rule_sha256
    moved = ('kind = "patrol"\nstart = "2018-08-21"', 'start = "2018-08-21"\nkind = "patrol"')
    assert study(tmp_path, moved).rule_sha256 == study(tmp_path).rule_sha256


def test_of_unpublished_tables_no_area_and_no_name_of_a_place_is_in_the_lock(
    tmp_path: Path,
) -> None:
    names = (
        ('areas = ["A1"]', 'areas = ["SECRET1", "SECRET2"]'),
        ('target = ["A1"]', 'target = ["SECRET1"]\ndonors = {group = "SECRET6"}'),
        ("tolerance = 30", 'tolerance = 30\n[interventions.buffer]\nareas = ["SECRET3"]'),
        ('id = "patrol"', 'id = "SECRET4 patrol"'),
        ('intervention = "patrol"', 'intervention = "SECRET4 patrol"\nzone = "SECRET5 ring"'),
        ('name = "ring"', 'name = "SECRET5 ring"'),
    )
    private = study(tmp_path, UNPUBLISHED, *names)
    text = write_lock(private, DAY).read_text(encoding="utf-8")
    assert "SECRET" not in text
    assert str(tmp_path) not in text
    assert ".csv" not in text
    assert json.loads(text)["covers_areas"] is False
    same = (*names[:1], ('target = ["A1"]', 'target = ["SECRET2"]\ndonors = {group = "S"}'))
    assert study(tmp_path, UNPUBLISHED, *same, *names[2:]).rule_sha256 == private.rule_sha256


def test_of_published_tables_the_areas_are_locked(tmp_path: Path) -> None:
    other = (('areas = ["A1"]', 'areas = ["A2"]'), ('target = ["A1"]', 'target = ["A2"]'))
    assert study(tmp_path, *other).rule_sha256 != study(tmp_path).rule_sha256
    lock = json.loads(write_lock(study(tmp_path), DAY).read_text(encoding="utf-8"))
    assert lock["covers_areas"] is True
    assert lock["rule"]["interventions"][0]["target"] == ["A1"]


def _rewrite(lock: Path, change: Callable[[dict[str, object]], None]) -> None:
    content = json.loads(lock.read_text(encoding="utf-8"))
    change(content)
    lock.write_text(json.dumps(content), encoding="utf-8")


def test_a_lock_changed_by_hand_is_refused(tmp_path: Path) -> None:
    asked = study(tmp_path)
    lock = write_lock(asked, DAY)
    _rewrite(lock, lambda content: content["rule"].update(level=0.9))  # type: ignore[attr-defined]
    with pytest.raises(InputError, match="does not have the hash"):
        compare_lock(asked)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"rule": 1}', "\ud800"])
def test_what_is_no_lock_is_refused(tmp_path: Path, text: str) -> None:
    asked = study(tmp_path)
    lock_path(asked).write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError, match="no lock that this version can read"):
        compare_lock(asked)
    with pytest.raises(InputError, match="no lock that this version can read"):
        write_lock(asked, DAY)


def test_a_study_from_no_file_has_no_lock(tmp_path: Path) -> None:
    unwritten = replace(study(tmp_path), file="")
    assert compare_lock(unwritten) == ("", "")
    with pytest.raises(ValueError, match="not read from a file"):
        lock_path(unwritten)


def test_swapping_the_sides_of_redbridge_leaves_its_hash() -> None:
    asked = read_study(ROOT / "examples" / "redbridge" / "study.toml")
    swap = {"police and council": "support services and women's groups"}
    swap |= {new: old for old, new in swap.items()}
    claims = tuple(
        replace(claim, side=swap.get(claim.side, claim.side), who=f"{claim.who}, renamed")
        for claim in asked.claims
    )
    assert rule_sha256(replace(asked, claims=claims)) == asked.rule_sha256


def test_a_lock_after_a_report_says_so(tmp_path, monkeypatch):
    """A report of the study here or beside it: whoever locks may have seen the result."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, SMALL)
    plain = CliRunner().invoke(main, ["lock", "study.toml"], catch_exceptions=False)
    assert plain.exit_code == 0 and "already" not in plain.stderr
    write_outputs(fixture.small(), tmp_path / f"{tmp_path.name}-report")
    again = CliRunner().invoke(main, ["lock", "study.toml"], catch_exceptions=False)
    assert again.exit_code == 0 and "A report of this study stands in" in again.stderr
