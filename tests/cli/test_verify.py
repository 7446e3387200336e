"""`waterbed run --verify`: the same bytes, what differs first, and what is not told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.read.study_files import SMALL
from tests.support.redbridge import KEPT, smaller
from waterbed.cli import main
from waterbed.report.verified import first_difference, kept, verified

Record = dict[str, Any]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A small study whose tables are all published, and its results.json."""
    folder = tmp_path_factory.mktemp("verified")
    study = smaller(folder / "study", KEPT[:1])
    done = CliRunner().invoke(main, ["run", str(study), "--out", str(folder / "out")])
    assert done.exit_code == 0, done.output
    return study, (folder / "out" / "results.json").read_bytes()


def check(study: Path, content: bytes, folder: Path) -> Result:
    file = folder / "results.json"
    file.write_bytes(content)
    before = sorted(study.parent.iterdir())
    done = CliRunner().invoke(main, ["run", str(study), "--verify", str(file)])
    assert "Traceback" not in done.output
    assert sorted(study.parent.iterdir()) == before and list(folder.iterdir()) == [file]
    return done


def test_the_same_study_gives_the_same_bytes(ran: tuple[Path, bytes], tmp_path: Path) -> None:
    done = check(*ran, tmp_path)
    assert done.exit_code == 0, done.output
    assert "The same: " in done.output and "SHA-256" in done.output


def test_what_differs_first_is_told_after_what_explains_it(
    ran: tuple[Path, bytes], tmp_path: Path
) -> None:
    study, content = ran
    record = json.loads(content)
    record["waterbed"] = "0.1.9"
    record["inputs"][-1]["sha256"] = "0" * 64
    record["packages"]["numpy"] = "1.0"
    done = check(study, json.dumps(record).encode(), tmp_path)
    assert done.exit_code == 1
    lines = done.output.splitlines()
    said = [line for line in lines if line.startswith(("It was", "The "))]
    assert said[0].startswith("It was made by version 0.1.9; this is ")
    assert said[1] == f"The file {record['inputs'][-1]['path']} has changed."
    assert said[2].startswith("It was computed with numpy 1.0; here is ")
    assert said[3].startswith('The first difference is at waterbed: "0.1.9" there, ')


def test_values_of_a_public_record_are_told_and_of_an_internal_one_none(
    ran: tuple[Path, bytes],
) -> None:
    _, content = ran
    for profile in ("public", "internal"):
        now = json.loads(content) | {"profile": profile}
        before = json.loads(json.dumps(now))
        before["estimates"][0]["value"] = 123454321.5
        found = verified(kept(json.dumps(before).encode(), "r"), json.dumps(now).encode())
        assert not found.same and "estimates[0].value" in found.sentences[-1]
        assert ("123454321.5" in found.sentences[-1]) == (profile == "public")


def test_another_form_of_the_same_content_is_said_to_be_that(ran: tuple[Path, bytes]) -> None:
    _, content = ran
    saved = json.dumps(json.loads(content), indent=2).encode()
    found = verified(kept(saved, "r"), content)
    assert not found.same and "content is the same" in found.sentences[0]


@pytest.mark.parametrize(
    ("before", "now", "place"),
    [
        ({"a": 1}, {"a": 1}, None),
        ({"a": 1}, {"a": 1.0}, ("a",)),
        ({"a": 1, "b": 2}, {"b": 3, "a": 2}, ("b",)),
        ({"a": [1, 2]}, {"a": [1]}, ("a", 1)),
        ({"a": [1]}, {"a": [1, {"b": 2}]}, ("a", 1)),
        ({"b": 1}, {}, ("b",)),
        ({}, {"b": None}, ("b",)),
        ([1], {"a": 1}, ()),
    ],
)
def test_where_two_records_first_differ(
    before: object, now: object, place: tuple[str | int, ...] | None
) -> None:
    found = first_difference(before, now)
    assert (None if found is None else found[0]) == place


# What would tell of a count -----------------------------------------------------------------------


def guess(folder: Path, published: bool) -> Path:
    """A study of a table that somebody has made up; nothing of it is there but the study file."""
    study = folder / "guess" / "study.toml"
    study.parent.mkdir()
    said = f"published = {str(published).casefold()}"
    study.write_text(SMALL.replace("published = true", said), "utf-8")
    return study


def rounded(record: Record) -> Record:
    record["estimates"][0]["status"] = "rounded"
    return record


def unhashed(record: Record) -> Record:
    record["inputs"][0]["sha256"] = None
    return record


def internal(record: Record) -> Record:
    """Said to be internal, so that it is not taken for what it is."""
    return unhashed(record) | {"profile": "internal"}


@pytest.mark.parametrize("published", [True, False], ids=["said to be published", "unpublished"])
@pytest.mark.parametrize("change", [rounded, unhashed, internal])
def test_a_guess_at_an_unpublished_table_is_not_checked(
    ran: tuple[Path, bytes], tmp_path: Path, change: Callable[[Record], Record], published: bool
) -> None:
    """Neither by the study that is given, which the guesser writes, nor in the time it takes: no
    table is looked for."""
    content = json.dumps(change(json.loads(ran[1]))).encode()
    (tmp_path / "kept").mkdir()
    done = check(guess(tmp_path, published), content, tmp_path / "kept")
    assert done.exit_code == 2
    assert "would tell whether a guess" in " ".join(done.output.split())


def test_a_public_record_is_not_held_against_an_unpublished_table(
    ran: tuple[Path, bytes], tmp_path: Path
) -> None:
    """However it says of itself that all of it is published."""
    (tmp_path / "kept").mkdir()
    done = check(guess(tmp_path, False), ran[1], tmp_path / "kept")
    assert done.exit_code == 2 and "is not verified" in done.output


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"nonsense", b"\xff\xfe", b'{"profile": "public"}', b"[" * 100_000,
     b'{"profile": "x", "waterbed": "1", "inputs": [], "study": {"placebos_asked": 99}}',
     b'{"profile": "public", "waterbed": "1", "inputs": [], "study": {"placebos_asked": 1e9}}',
     b'{"profile": "public", "waterbed": "1", "inputs": 3, "study": {"placebos_asked": 99}}'],
)  # fmt: skip
def test_what_is_no_record_is_one_error(
    ran: tuple[Path, bytes], tmp_path: Path, content: bytes
) -> None:
    done = check(ran[0], content, tmp_path)
    assert done.exit_code == 2 and "this is no results.json" in done.output


def test_what_a_record_holds_does_not_steer_the_terminal(
    ran: tuple[Path, bytes], tmp_path: Path
) -> None:
    study, content = ran
    record = json.loads(content) | {"waterbed": "\x1b[2J0.1"}
    shutil.rmtree(tmp_path / "x", ignore_errors=True)
    done = check(study, json.dumps(record).encode(), tmp_path)
    assert done.exit_code == 1 and "\x1b" not in done.output


@pytest.mark.slow
def test_whoever_holds_the_tables_verifies_the_internal_record(tmp_path: Path) -> None:
    """The real thing: a table that is not published, its internal record and its public one."""
    study = smaller(tmp_path / "study", KEPT[:1])
    text = study.read_text("utf-8")
    assert "published = true" in text
    study.write_text(text.replace("published = true", "published = false"), "utf-8")
    outs = {}
    for profile in ("internal", "public"):
        folder = tmp_path / profile
        asked = ["run", str(study), "--out", str(folder), "--profile", profile, "--words-read"]
        done = CliRunner().invoke(main, asked)
        assert done.exit_code == 0, done.output
        outs[profile] = (folder / "results.json").read_bytes()
    (tmp_path / "kept").mkdir()
    assert check(study, outs["internal"], tmp_path / "kept").exit_code == 0
    record = json.loads(outs["internal"])
    row = next(row for row in record["estimates"] if row["observed"])
    row["observed"] += 98_765_000
    done = check(study, json.dumps(record).encode(), tmp_path / "kept")
    assert done.exit_code == 1 and "The first difference is at estimates[" in done.output
    assert "98765" not in done.output.replace(",", "") and " here." not in done.output
    done = check(study, outs["public"], tmp_path / "kept")
    assert done.exit_code == 2 and "is not verified" in done.output
