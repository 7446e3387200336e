"""A small study file to spoil in tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from waterbed.model.errors import InputError, InputErrors
from waterbed.read.study.study_file import read_study

SMALL = """
title = "A street"
question = "Did it work?"

[areas]
file = "areas.csv"
id = "code"
group = "borough"
neighbours = "pairs.csv"

[[counts]]
name = "crime"
file = "counts.csv"
layout = "wide"
area = "code"
categories = ["major", "minor"]
published = true

[[outcomes]]
id = "robbery"
include = ["ROBBERY"]

[[interventions]]
id = "patrol"
kind = "patrol"
start = "2018-08-21"
areas = ["A1"]
target = ["A1"]

[[interventions.zones]]
name = "ring"
touching = "target"
tolerance = 30

[rule]
data_seen = false
data_seen_date = 2026-01-31

[[claims]]
id = "down"
who = "The police"
side = "for"
words = "Robbery is down."
source = "A paper, www.paper.example.org"
date = "early 2019"
kind = "fell"
intervention = "patrol"
outcome = "robbery"
"""


def spoil(*changes: tuple[str, str]) -> str:
    """SMALL with each first text replaced by the second; every change must change something."""
    text = SMALL
    for old, new in changes:
        assert old in text, f"{old!r} is not in the small study"
        text = text.replace(old, new, 1)
    return text


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "study.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def each_of(error: InputError) -> tuple[InputError, ...]:
    """The errors that were found in one pass, or the only one."""
    return error.errors if isinstance(error, InputErrors) else (error,)


def errors_of(folder: Path, text: str | bytes) -> tuple[InputError, ...]:
    """What reading this text finds wrong, one entry an error."""
    with pytest.raises(InputError) as caught:
        read_study(write(folder, text))
    assert caught.value.exit_code == 2
    return each_of(caught.value)
