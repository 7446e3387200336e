"""Check and lock: what the command says, word for word, and a lock that is the command's."""

from __future__ import annotations

import html
import re
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("starlette", reason="the extra [web] is not installed")

from starlette.testclient import TestClient

from tests.web.conftest import Example, answered, loaded, sent
from tests.web.test_claims import NEW
from tests.web.test_claims import PAGE as CLAIMS
from waterbed.analysis import understood
from waterbed.analysis.understand import understand
from waterbed.cli import main
from waterbed.web.bench import Bench

PAGE = "/study/redbridge/check"

POWER = """
import json, sys, time
print(json.dumps({"what": "planting falls", "done": 30, "of": 100}), file=sys.stderr, flush=True)
time.sleep(float(sys.argv[1]))
print("Could this study tell? <b>", sys.argv[2:])
"""


@pytest.fixture(autouse=True)
def unlocked(example: Example) -> None:
    (example[2].parent / "study.lock.json").unlink(missing_ok=True)


def understood_page(client: TestClient) -> str:
    return loaded(client, PAGE, lambda text: "The files are being read" not in text)


def plain(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_everything_that_check_says_is_there(example: Example) -> None:
    _, client, file = example
    page = plain(understood_page(client))
    found = understand(file)
    study = understood.shown_of(found.study)
    lines = (
        *understood.read_lines(found, study),
        *understood.day_lines(found, study),
        *understood.buffer_lines(found, study),
        *understood.break_lines(found, study),
        *(row.about for row in understood.claim_rows(found.study, found.claims)),
        *("; ".join(row.notes) for row in understood.claim_rows(found.study, found.claims)),
        *(text for _, text in found.free_text),
        found.study.rule_sha256,
    )
    assert len(lines) > 200
    for line in lines:
        assert " ".join(line.split()) in page, line


def test_a_map_has_areas_and_no_rows(example: Example) -> None:
    _, client, file = example
    page = plain(understood_page(client))
    held = {record.path: record.rows for record in understand(file).records}
    for name in ("areas.csv", "outlines.geojson"):
        assert (
            f"{name}: {held[name]:,} areas" in page and f"{name}: {held[name]:,} rows" not in page
        )
    assert f"neighbours.csv: {held['neighbours.csv']:,} rows" in page


def test_the_lock_is_the_command_s(example: Example, tmp_path: Path) -> None:
    bench, client, file = example
    answer = client.post(PAGE, data=answered(bench, form="lock"))
    assert answer.status_code == 303 and answer.headers["location"].endswith("#lock")
    other = tmp_path / "redbridge"
    shutil.copytree(file.parent, other, ignore=shutil.ignore_patterns("*.lock.json"))
    assert CliRunner().invoke(main, ["lock", str(other / "study.toml")]).exit_code == 0
    lock = (file.parent / "study.lock.json").read_bytes()
    assert lock == (other / "study.lock.json").read_bytes()
    page = plain(client.get(PAGE).text)
    assert "The decision rule is the one that was locked on" in page
    assert "The decision rule is the one that was locked on" in plain(client.get(CLAIMS).text)


def test_a_claim_changed_after_the_lock_says_so(example: Example) -> None:
    bench, client, file = example
    client.post(PAGE, data=answered(bench, form="lock"))
    lock = (file.parent / "study.lock.json").read_bytes()
    client.post(CLAIMS, data=answered(bench, **(NEW | {"source": "Minutes"})))
    for page in (PAGE, CLAIMS):
        assert "differs from the one that was locked" in plain(client.get(page).text), page
    answer = client.post(PAGE, data=answered(bench, form="lock"))
    assert answer.status_code == 422 and "a lock of another rule already" in answer.text
    assert (file.parent / "study.lock.json").read_bytes() == lock


def test_what_is_left_open_keeps_from_a_lock(example: Example) -> None:
    bench, client, file = example
    client.post(CLAIMS, data=answered(bench, **NEW))
    page = plain(client.get(PAGE).text)
    assert "once nothing is left to fill in" in page and "To fill in before a run: 1" in page
    answer = client.post(PAGE, data=answered(bench, form="lock"))
    assert answer.status_code == 422
    assert not (file.parent / "study.lock.json").exists()


def test_a_lock_is_of_the_page_that_was_read(example: Example) -> None:
    bench, client, file = example
    old = answered(bench, form="lock")
    client.post(CLAIMS, data=answered(bench, **(NEW | {"source": "Minutes"})))
    answer = client.post(PAGE, data=old)
    assert answer.status_code == 422 and "changed since this page was opened" in answer.text
    assert not (file.parent / "study.lock.json").exists()


def test_words_are_shown_as_they_are(example: Example) -> None:
    bench, client, _ = example
    evil = "<script>alert(1)</script>"
    client.post(CLAIMS, data=answered(bench, **(NEW | {"words": evil, "source": evil})))
    page = understood_page(client)
    assert evil not in page and html.escape(evil) in page


@pytest.fixture
def planting(example: Example, tmp_path: Path) -> Bench:
    (tmp_path / "power.py").write_text(POWER)
    bench = example[0]
    bench.powers.program = (sys.executable, str(tmp_path / "power.py"), "0.2")
    return bench


def watched(client: TestClient, until: str) -> str:
    return loaded(client, PAGE, lambda text: until in text)


def test_falls_are_planted_beside(planting: Bench, example: Example) -> None:
    bench, client, _ = example
    assert client.post(PAGE, data=sent(bench, form="power")).status_code == 303
    page = watched(client, "Could this study tell? &lt;b&gt; [&#39;power&#39;")
    assert "redbridge/study.toml" in page
    client.post(CLAIMS, data=answered(bench, **NEW))
    assert "&lt;b&gt; [" not in client.get(PAGE).text, "of the study as it was"


def test_planting_is_stopped(planting: Bench, example: Example) -> None:
    bench, client, _ = example
    bench.powers.program = (*bench.powers.program[:2], "60")
    client.post(PAGE, data=sent(bench, form="power"))
    watched(client, 'max="100" value="30"')
    power = bench.powers.latest(bench.store.open("redbridge"))
    assert power is not None and power.process is not None
    process = power.process
    client.post(PAGE, data=sent(bench, form="stop"))
    assert "It was stopped." in client.get(PAGE).text
    assert process.wait(60) != 0
