"""What could be seen is said before a run as the report says it after, and the claims of a study
may change without its counts being read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from waterbed.analysis import ahead
from waterbed.analysis.ahead import Ahead
from waterbed.analysis.understand import Understanding, understand
from waterbed.model.panel import Panel
from waterbed.model.results import Results
from waterbed.model.study import Study
from waterbed.read.study.study_file import read_study

EXAMPLE = Path("examples/redbridge/study.toml")


Asked = tuple[Ahead, Study, dict[str, object]]


@pytest.fixture(scope="module")
def asked() -> Asked:
    """Who has read the example, the example, and what was said of its claims."""
    study, reader = read_study(EXAMPLE), Ahead()
    return reader, study, reader.claims(study)


def test_what_could_be_seen_is_foreseen(redbridge_run: tuple[Results, Panel], asked: Asked) -> None:
    results, _ = redbridge_run
    _, study, told = asked
    assert told == {one.claim: one for one in understand(study).claims}
    seen = {one.claim: one for one in results.detectable if one.claim}
    assert set(seen) >= {key for key, one in told.items() if one.seen}
    assert sum(bool(one.seen) for one in told.values()) > 10


def test_a_claim_more_reads_nothing_again(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, study, first = asked
    again = replace(study, claims=study.claims[:6])
    monkeypatch.setattr(ahead, "read_inputs", _never)
    told = reader.claims(again)
    assert told == {one.id: first[one.id] for one in again.claims}


def _never(*_: object, **__: object) -> Understanding:
    raise AssertionError("read again")
