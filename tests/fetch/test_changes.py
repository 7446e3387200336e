"""Police.uk's change log: fetched with the files, kept beside them, named where months touch it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.fetch.replay import Replay, as_json
from tests.fetch.test_police_uk import DATES, LAST, archive_at, fetch
from tests.support.changelog import WEST_YORKSHIRE, month_of, page
from waterbed.cli import main
from waterbed.model.changes import LARGEST_LOG, LOG

CHANGES = "data.police.uk/changelog/"


def publish_log(replay: Replay, text: bytes = WEST_YORKSHIRE) -> None:
    replay.answers[CHANGES] = lambda query: (200, "text/html; charset=utf-8", text)


@pytest.fixture
def published(replay: Replay, data: Path) -> Replay:
    replay.files[archive_at("2018-07")] = (data / "policeuk" / "west-yorkshire.zip").read_bytes()
    replay.answers[DATES] = lambda query: as_json([{"date": "2018-07"}])
    publish_log(replay)
    return replay


def test_the_log_comes_with_the_files_and_is_kept_as_it_is(
    published: Replay, tmp_path: Path
) -> None:
    done = fetch(tmp_path, *LAST)
    assert done.exit_code == 0, done.output
    assert f"Change log of police.uk, {LOG}: fetched" in done.output
    assert (tmp_path / LOG).read_bytes() == WEST_YORKSHIRE
    record = {
        one["file"]: one for one in json.loads((tmp_path / "fetched.json").read_text())["files"]
    }
    assert record[LOG]["address"] == "https://data.police.uk/changelog/"
    assert f"{LOG}: unchanged" in fetch(tmp_path, *LAST).output
    longer = page(month_of("September 2018", "Kent Police: Crime data not provided."))
    publish_log(published, longer)
    assert f"{LOG}: replaced" in fetch(tmp_path, *LAST).output
    assert (tmp_path / LOG).read_bytes() == longer


def test_a_length_that_is_no_number_is_none(published: Replay, tmp_path: Path) -> None:
    from waterbed.fetch.download import fetch_file

    published.vague |= {CHANGES, "ons.example/a.csv"}
    done = fetch(tmp_path, *LAST)
    assert done.exit_code == 0, done.output
    assert (tmp_path / LOG).read_bytes() == WEST_YORKSHIRE
    published.files["ons.example/a.csv"] = b"a,b\n1,2\n"
    assert fetch_file("https://ons.example/a.csv", tmp_path, "a.csv", {}).state == "fetched"
    assert (tmp_path / "a.csv").read_bytes() == b"a,b\n1,2\n"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, "text/plain", b""), "the publisher has no such page"),
        ((200, "text/html", b"<html>Log in to the proxy</html>"), "another web page came"),
        ((200, "text/html", WEST_YORKSHIRE + b" " * LARGEST_LOG), "too large"),
        ((403, "text/plain", b""), "HTTP 403"),
    ],
)
def test_files_are_whole_without_it(
    published: Replay, tmp_path: Path, answer: tuple[int, str, bytes], said: str
) -> None:
    published.answers[CHANGES] = lambda query: answer
    done = fetch(tmp_path, *LAST)
    assert done.exit_code == 0, done.output
    assert "1 fetched" in done.output and f"{LOG}: absent" in done.output and said in done.output
    assert not (tmp_path / LOG).exists() and not list(tmp_path.rglob(".*"))


def test_what_is_there_is_kept_where_nobody_answers(
    published: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from waterbed.fetch.changes import fetch_changes

    fetch(tmp_path, *LAST)
    monkeypatch.setenv("WATERBED_FETCH_BASE", "http://127.0.0.1:9")
    assert fetch_changes(tmp_path).state == "kept"
    assert fetch_changes(tmp_path / "new").state == "absent"
    assert (tmp_path / LOG).read_bytes() == WEST_YORKSHIRE


def test_print_names_the_page_and_where_to_put_it() -> None:
    told = fetch(Path("police-uk"), *LAST, "--print").output
    assert "Page:  https://data.police.uk/changelog/" in told
    assert f"Save:  {LOG}" in told


# What `check` and the report say of it, on West Yorkshire's three real months -------------------

STUDY = """
title = "Leeds city centre"
question = "Did it get quieter?"
seed = 1
[areas]
file = "lookup.csv"
id = "code"
name = "name"
[[counts]]
name = "street files"
file = "police-uk"
layout = "police-uk"
published = true
max_rejected = 0.2
[[outcomes]]
id = "disorder"
include = ["Anti-social behaviour"]
[[interventions]]
id = "patrol"
kind = "patrol"
start = "2017-01"
start_source = "made up"
areas = ["E01033010"]
target = ["E01033010"]
donors = "rest"
[rule]
data_seen = true
data_seen_date = 2026-11-28
[[rule.windows]]
name = "July on July"
base = ["2016-07", "2016-07"]
post = ["2017-07", "2017-07"]
[[claims]]
id = "down"
who = "The council"
side = "council"
words = "Anti-social behaviour is down by a fifth."
source = "made up"
date = "2017"
kind = "recorded"
stated = -0.2
intervention = "patrol"
window = "July on July"
outcome = "disorder"
"""


@pytest.fixture
def leeds(data: Path, tmp_path: Path) -> Path:
    """A study of the real files, unpacked."""
    import polars as pl

    with zipfile.ZipFile(data / "policeuk" / "west-yorkshire.zip") as archive:
        archive.extractall(tmp_path / "police-uk")
    frames = [pl.read_csv(one, infer_schema=False) for one in tmp_path.rglob("*-street.csv")]
    codes = pl.concat([one.select("LSOA code", "LSOA name") for one in frames]).drop_nulls()
    codes.rename({"LSOA code": "code", "LSOA name": "name"}).unique("code").sort("code").write_csv(
        tmp_path / "lookup.csv"
    )
    (tmp_path / "study.toml").write_text(STUDY)
    return tmp_path


def check(folder: Path) -> str:
    done = CliRunner().invoke(main, ["check", str(folder / "study.toml")], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_check_names_the_months_compared(leeds: Path) -> None:
    assert "is not kept beside these files: waterbed fetch brings it" in check(leeds)
    (leeds / "police-uk" / LOG).write_bytes(WEST_YORKSHIRE)
    told = check(leeds)
    missing = "under July 2016, that crime data of West Yorkshire were not given, or only in part"
    assert f"{missing}, for July 2016" in told
    assert "under August 2018, that West Yorkshire gave its crime data again for July 2017" in told
    assert "its snap points were drawn anew in July 2017" in told
    assert "not kept beside" not in told
    # Other forces, other months, and stops, which this study holds none of.
    for word in ("Surrey", "June to", "to August 2017", "stops and searches"):
        assert word not in told, told[told.index(word) - 200 :][:400]
    assert f"police-uk/{LOG}: " in told


def test_check_says_that_none_is_touched(leeds: Path) -> None:
    quiet = page(
        month_of(
            "October 2018",
            "West Yorkshire Police: Crime data not provided for September 2018.",
            "Kent Police: Crime data not provided for July 2017.",
        )
    )
    (leeds / LOG).write_bytes(quiet)
    told = check(leeds)
    assert "which goes to October 2018, names none of the months compared" in told
    assert "West Yorkshire were not" not in told and "Kent" not in told


def test_the_report_says_it_among_the_data_weaknesses(leeds: Path) -> None:
    (leeds / "police-uk" / LOG).write_bytes(WEST_YORKSHIRE)
    out = leeds / "out"
    words = ["run", str(leeds / "study.toml"), "--out", str(out)]
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    results = json.loads((out / "results.json").read_text())
    (again,) = [one for one in results["notices"] if one["code"] == "police-uk-again"]
    assert "July 2017" in again["text"] and "West Yorkshire" in again["text"]
    text = (out / "report.html").read_text()
    weak = text.index("What is wrong with these data")
    assert "gave its crime data again for July 2017" in text[weak:]


def test_words_of_the_page_are_never_printed(leeds: Path) -> None:
    """Whatever stands in an entry, only a force that there is, months and our words come out."""
    evil = page(month_of("July 2017", "West Yorkshire Police: <b>PWNED</b> Crime data of Jane Roe, "
                         "12 High Street &lt;script&gt; not provided."))  # fmt: skip
    (leeds / "police-uk" / LOG).write_bytes(evil)
    out = leeds / "out"
    CliRunner().invoke(main, ["run", str(leeds / "study.toml"), "--out", str(out)])
    told = check(leeds) + "".join(
        path.read_text(errors="replace") for path in out.rglob("*") if path.is_file()
    )
    assert "West Yorkshire were not given" in told
    for word in ("PWNED", "Jane", "High Street", "&lt;script"):
        assert word not in told


def test_a_bad_log_is_one_error_of_check(leeds: Path) -> None:
    (leeds / "police-uk" / LOG).write_bytes(b"<html>Log in</html>")
    done = CliRunner().invoke(main, ["check", str(leeds / "study.toml")])
    assert done.exit_code == 2 and done.stderr.count("\n") == 1
    assert "this is not the change log of police.uk" in done.stderr
