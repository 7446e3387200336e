"""Runs from the workbench: one at a time, stopped, killed, and never one profile's for another's.

Programs that stand in for `waterbed run` write what it writes; `test_browser.py` runs the real one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.conftest import ROOT
from tests.web.conftest import sent
from tests.web.process import until
from waterbed.model.errors import InputError
from waterbed.report.since import SAME, since
from waterbed.web.bench import Bench
from waterbed.web.pages.run import doing, standing_of
from waterbed.web.reports import report_folder, reports_of
from waterbed.web.runs import FAILED, KILLED, RUNNING, STOPPED, WHOLE, Going, Run, read_line
from waterbed.web.visit import Visit
from waterbed.web.words import STEPS

SRC = ROOT / "src" / "waterbed"

STUDY = 'title = "A street"\n'
RECORD = {
    "waterbed": "0.1.0",
    "profile": "public",
    "study": {
        "title": "A street",
        "rule_sha256": "a",
        "claims": [{"id": "c", "words": "It fell."}],
    },
    "verdicts": [{"claim": "c", "answer": "undecided"}],
    "inputs": [{"path": "counts.csv", "sha256": "1"}],
}
STAND_IN = """
import json, pathlib, sys, time
words = sys.argv[1:]
out, profile = (pathlib.Path(words[words.index(one) + 1]) for one in ("--out", "--profile"))
print(json.dumps({"what": "comparing", "done": 1, "of": 4}), file=sys.stderr, flush=True)
DO
record = json.loads(RECORD) | {"profile": str(profile)}
out.mkdir(exist_ok=True)
(out / "report.html").write_text("<!doctype html><title>It</title><style>a{b:c}</style>It fell")
(out / "results.json").write_text(json.dumps(record))
"""


@pytest.fixture
def study(root: Path) -> Path:
    folder = root / "street"
    folder.mkdir()
    (folder / "study.toml").write_text(STUDY)
    return folder


def stand_in(bench: Bench, do: str = "") -> None:
    """Let runs be of a program that does this and then writes a report."""
    text = STAND_IN.replace("DO", do).replace("RECORD", repr(json.dumps(RECORD)))
    bench.runs.program = (sys.executable, "-c", text)


def asked(bench: Bench, key: str = "street", profile: str = "public") -> Run:
    return bench.runs.add(bench.store.open(key), profile)


@pytest.mark.usefixtures("study")
def test_ten_at_once_are_run_one_after_the_other(bench: Bench, root: Path) -> None:
    alone = f"""
import os
lock = pathlib.Path({str(root)!r}) / ".alone"
handle = os.open(lock, os.O_CREAT | os.O_EXCL)
time.sleep(0.05)
lock.unlink()
"""
    for k in range(4):
        shutil.copytree(root / "street", root / f"street{k}")
    stand_in(bench, alone)
    keys = [one.key for one in bench.store.studies()]
    runs = [asked(bench, key, profile) for key in keys for profile in ("public", "internal")]
    assert len({id(one) for one in runs}) == 10
    assert asked(bench, keys[-1], "internal") is runs[-1], "what waits is not asked for twice"
    until(lambda: not any(one.going for one in runs))
    assert [one.state for one in runs] == [WHOLE] * 10
    assert [one.said for one in runs] == [[]] * 10


@pytest.mark.usefixtures("study")
def test_more_than_can_wait_are_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waterbed.web.runs.MOST_WAITING", 0)
    with pytest.raises(InputError, match="waiting already"):
        asked(bench)


@pytest.mark.usefixtures("study")
def test_a_run_is_told_and_stopped_and_leaves_the_earlier_report(
    bench: Bench, client: TestClient, root: Path
) -> None:
    stand_in(bench)
    run = asked(bench)
    until(lambda: run.state == WHOLE)
    before = (root / "street-report" / "results.json").read_bytes()
    stand_in(bench, "time.sleep(60)")
    run = asked(bench)
    until(lambda: run.what == "comparing")
    page = client.get("/study/street/run").text
    assert "comparing" in page and '<meta http-equiv="refresh"' in page
    answer = client.post(
        "/study/street/run", data=sent(bench, form="stop-public", profile="public")
    )
    assert answer.status_code == 303
    until(lambda: run.process is None)
    assert run.state == STOPPED and not run.said
    assert (root / "street-report" / "results.json").read_bytes() == before
    page = client.get("/study/street/run").text
    assert "The run was stopped" in page and "refresh" not in page


@pytest.mark.usefixtures("study")
@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
def test_a_run_that_is_killed_says_so_and_can_be_run_again(
    bench: Bench, client: TestClient, root: Path
) -> None:
    stand_in(bench, "pathlib.Path('.street-report.new-1-x').mkdir(); time.sleep(60)")
    run = asked(bench)
    until(lambda: run.process is not None and run.what == "comparing")
    assert run.process is not None
    os.kill(run.process.pid, signal.SIGKILL)
    until(lambda: not run.going)
    assert run.state == FAILED and run.said == [KILLED]
    assert "ended from outside" in client.get("/study/street/run").text
    assert not (root / "street-report").exists()
    stand_in(bench)
    again = asked(bench)
    until(lambda: again.state == WHOLE)


@pytest.mark.usefixtures("study")
def test_an_error_is_the_commands_sentence_and_a_fault_a_number(
    bench: Bench, client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(bench, "sys.exit(print('counts.csv: there is no <b>.', file=sys.stderr) or 2)")
    run = asked(bench)
    until(lambda: run.state == FAILED)
    assert "there is no &lt;b&gt;." in client.get("/study/street/run").text
    stand_in(bench, "raise ValueError('a secret of a table: 17')")
    run = asked(bench)
    until(lambda: run.state == FAILED)
    page = client.get("/study/street/run").text
    assert "fault" in page and "Traceback" not in page and "secret" not in page
    logged = capsys.readouterr().err
    assert "fault" in logged and "secret" not in logged and "line" in logged


def test_a_study_that_cannot_be_read_is_not_run(
    bench: Bench, client: TestClient, study: Path
) -> None:
    answer = client.post("/study/street/run", data=sent(bench, form="run", profile="public"))
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert not bench.runs.latest(bench.store.open("street"))
    assert list(study.parent.iterdir()) == [study]


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("name", ["profile", "form", "words_read", "seen", "other"])
def test_html_in_a_field_is_text(bench: Bench, client: TestClient, name: str) -> None:
    attack = '"><script>alert(1)</script>'
    answers = sent(bench, **({"form": "run", "profile": "public"} | {name: attack}))
    answer = client.post("/study/street/run", data=answers)
    assert answer.status_code == 422 and "<script>alert" not in answer.text


def test_a_folder_deleted_below_it_is_a_sentence(
    bench: Bench, client: TestClient, study: Path
) -> None:
    stand_in(bench)
    run = Run(bench.store.open("street"), "public", study.parent / "street-report")
    shutil.rmtree(study.parent)
    assert client.get("/study/street/run").status_code == 404
    assert "is gone" in client.get("/").text
    bench.runs._waiting.append(run)
    bench.runs._work()
    assert run.state == FAILED and "could not begin" in run.said[0]
    assert not study.parent.exists()


@pytest.mark.usefixtures("study")
def test_profiles_are_kept_apart(bench: Bench, client: TestClient, root: Path) -> None:
    stand_in(bench)
    for profile in ("public", "internal"):
        run = asked(bench, profile=profile)
        until(lambda: not run.going)  # noqa: B023
    found = reports_of(root, bench.store.open("street"))
    assert [(one.profile, one.folder.name) for one in found] == [
        ("public", "street-report"), ("internal", "street-internal-report"),
    ]  # fmt: skip
    file = client.get("/study/street/run/internal/results.json")
    assert file.json()["profile"] == "internal"
    assert "street-internal-results.json" in file.headers["content-disposition"]
    shutil.rmtree(root / "street-report")
    (root / "street-internal-report").rename(root / "street-report")
    assert reports_of(root, bench.store.open("street")) == ()
    assert client.get("/study/street/run/public/results.json").status_code == 404
    with pytest.raises(InputError, match="not public"):
        report_folder(root, bench.store.open("street"), "public")


@pytest.mark.usefixtures("study")
def test_a_report_is_shown_without_script_and_by_its_own_style(
    bench: Bench, client: TestClient, root: Path
) -> None:
    stand_in(bench)
    run = asked(bench)
    until(lambda: not run.going)
    shown = client.get("/study/street/run/public/report.html")
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "sha256-" in policy
    assert "frame-ancestors 'self'" in policy and shown.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    "name",
    ["../street/study.toml", "%2e%2e/street/study.toml", "..%2fstreet%2fstudy.toml",
     "/etc/passwd", "%2fetc%2fpasswd", "link.csv", "tables/link.csv", "secret.txt", "tables", "",
     "report.html%00"],
)  # fmt: skip
def test_no_other_file_is_served(bench: Bench, client: TestClient, root: Path, name: str) -> None:
    stand_in(bench)
    run = asked(bench)
    until(lambda: not run.going)
    out = root / "street-report"
    (out / "tables").mkdir()
    (out / "secret.txt").write_text("secret")
    for link in (out / "tables" / "link.csv", out / "link.csv"):
        link.symlink_to(root / "street" / "study.toml")
    answer = client.get(f"/study/street/run/public/{name}")
    assert answer.status_code in (404, 307) and "A street" not in answer.text


@pytest.mark.usefixtures("study")
def test_a_report_behind_a_link_is_none(bench: Bench, root: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "results.json").write_text(json.dumps(RECORD))
    (root / "street-report").symlink_to(tmp_path / "other")
    assert reports_of(root, bench.store.open("street")) == ()
    with pytest.raises(InputError, match="is a link"):
        asked(bench)


def test_how_a_run_stands_is_streamed_until_it_is_whole(
    bench: Bench, client: TestClient, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run ends when it was told as going, however long that takes."""
    seen = study.parent / ".seen"

    def told_once(visit: Visit, run: Run) -> str:
        seen.touch()
        return standing_of(visit, run)

    monkeypatch.setattr("waterbed.web.pages.run.standing_of", told_once)
    stand_in(bench, f"while not pathlib.Path({str(seen)!r}).exists(): time.sleep(0.02)")
    asked(bench)
    answer = client.get("/study/street/run/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(event[6:]) for event in answer.text.strip().split("\n\n")]
    assert events[-1] == [] and events[0][0]["profile"] == "public"


def test_what_changed_is_told_answers_first() -> None:
    now = json.loads(json.dumps(RECORD))
    assert since(RECORD, now) == (SAME,)
    now["verdicts"] = [{"claim": "c", "answer": "supported"}, {"claim": "d", "answer": "undecided"}]
    now["study"]["claims"].append({"id": "d", "words": "It moved."})
    now["study"]["rule_sha256"] = "b"
    now["inputs"][0]["sha256"] = "2"
    assert since(RECORD, now) == (
        "“It fell.”: undecided before, supported now.",
        "New: “It moved.”: undecided.",
        "The file counts.csv has changed.",
        "What is decided and how (the rule's hash) has changed.",
    )
    assert since(now, RECORD)[1] == "No longer asked: “It moved.”."


def test_what_is_gone_is_told_in_the_order_of_the_record() -> None:
    before = json.loads(json.dumps(RECORD))
    for name in "jihgfe":
        before["study"]["claims"].append({"id": name, "words": f"It did {name}."})
        before["verdicts"].append({"claim": name, "answer": "undecided"})
    before["inputs"].append({"path": "map.geojson", "sha256": "3"})
    gone = [f"No longer asked: “It did {name}.”." for name in "jihgfe"]
    assert since(before, RECORD) == (*gone, "The file map.geojson is no longer read.")


def test_every_step_of_a_run_and_of_power_has_words() -> None:
    """A page says what `waterbed run` says in the terminal, in its own words."""
    steps = set()
    for name in ("cli/study.py", "cli/power.py", "cli/publishing.py", "analysis/run.py",
                 "power/planted.py"):  # fmt: skip
        steps |= set(re.findall(r'progress\(\s*"([^"]+)"', (SRC / name).read_text("utf-8")))
    assert {"reading", "comparing", "what may leave", "writing", "planting falls"} <= steps
    assert steps <= {*STEPS}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "starting the program, about 30 seconds so far"),
        ('{"what": "reading", "done": 0, "of": 1}', "reading the files, about 30 seconds so far"),
        ('{"what": "comparing", "done": 2, "of": 3}',
         "comparing with other places and times, about 15 seconds left"),
    ],
)  # fmt: skip
def test_a_run_says_the_step_that_it_is_at(line: str, says: str) -> None:
    going = Going(state=RUNNING)
    read_line(going, line)
    going.began = time.monotonic() - 30
    assert doing(going) == says
