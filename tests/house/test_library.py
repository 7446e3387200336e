"""The library: load, check, lock, run and release take a study that is an object."""

from __future__ import annotations

import pickle
import tomllib
from pathlib import Path

import numpy as np
import pytest

import waterbed
from waterbed import demo
from waterbed.model.errors import InputError
from waterbed.report import results_json


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = next(case for case in demo.CASES if case.key == "real-fall")
    return demo.draw(case, np.random.default_rng(1), tmp_path_factory.mktemp("library"), 1)


def test_a_study_of_a_mapping_is_checked_locked_run_and_released(path: Path) -> None:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    study, of_file = waterbed.load(raw, path.parent), waterbed.load(path)
    assert isinstance(study, waterbed.Study)
    assert study.rule_sha256 == of_file.rule_sha256 and (study.file, of_file.file) == (
        "",
        str(path),
    )
    assert waterbed.check(study).as_dict() == waterbed.check(of_file).as_dict()
    lock = waterbed.lock(study, "2026-11-24", path.parent / "of-mapping.json")
    assert lock.read_bytes() == waterbed.lock(of_file, "2026-11-24").read_bytes()
    results, _ = waterbed.run(study, placebos=19, run_month=24300)
    again, _ = waterbed.run(path, placebos=19, run_month=24300)
    assert results.verdicts == again.verdicts and results.estimates == again.estimates
    assert b'"verdicts"' in results_json(waterbed.release(results, "public"))


def test_what_is_wrong_with_a_mapping_has_its_place_as_an_object(path: Path) -> None:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    raw["claims"][1]["kind"] = "fel"
    with pytest.raises(InputError) as caught:
        waterbed.load(raw, path.parent)
    place = caught.value.place
    assert not isinstance(place, str)
    assert (place.section, place.location) == ("claims", ("claims", 1, "kind"))


def test_names_come_when_they_are_asked_for() -> None:
    assert {"load", "check", "lock", "run", "release", "Study"} <= set(dir(waterbed))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        waterbed.nothing  # noqa: B018


def test_a_study_goes_to_worker_processes_and_back(path: Path) -> None:
    study = waterbed.load(path)
    assert pickle.loads(pickle.dumps(study)) == study
