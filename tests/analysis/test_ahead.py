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
    _, study, foretold = asked
    assert foretold == {testable.claim: testable for testable in understand(study).claims}
    seen = {detectable.claim: detectable for detectable in results.detectable if detectable.claim}
    assert set(seen) >= {key for key, testable in foretold.items() if testable.seen}
    assert sum(bool(testable.seen) for testable in foretold.values()) > 10


def test_a_claim_more_reads_nothing_again(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, study, first = asked
    again = replace(study, claims=study.claims[:6])
    monkeypatch.setattr(ahead, "read_inputs", _never)
    again_told = reader.claims(again)
    assert again_told == {claim.id: first[claim.id] for claim in again.claims}


def _never(*_: object, **__: object) -> Understanding:
    raise AssertionError("read again")
