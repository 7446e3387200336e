"""Drafts filled in as a user would, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from waterbed.analysis.run import Inputs, read_inputs
from waterbed.model.draft import TO_FILL
from waterbed.propose.draft import Draft
from waterbed.propose.new import Made, make
from waterbed.propose.opening import Asked
from waterbed.propose.toml import toml_text
from waterbed.read.agree import check_months

TODAY = date(2026, 11, 25)

WORDS = {
    "title": "A study",
    "kind": "patrol",
    "who": "The council",
    "side": "council",
    "words": "It fell.",
    "source": "Minutes of the council",
    "date": "2019",
    "absent": "zero",
    "blank": "no-data",
    "dash": "no-data",
    "id": "",
}


def made(folder: Path, counts: Path, **asked: Any) -> Made:
    """What `waterbed new` would write into a folder."""
    return make(folder / "study", Asked(counts, **asked), TODAY)


def fill(raw: Any, answers: Mapping[str, Any], key: str = "") -> Any:
    """Every value that is to be filled, filled: by key, from answers or from WORDS."""
    if isinstance(raw, Mapping):
        return {name: fill(inside, answers, name) for name, inside in raw.items()}
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        found = [fill(one, answers, key) for one in raw]
        return found[0] if found and isinstance(found[0], list) else found
    if isinstance(raw, str) and raw.startswith(TO_FILL):
        return ({**WORDS, **answers})[key]
    return raw


def accepted(new: Made, **answers: Any) -> Inputs:
    """The study written, filled in, and read as `waterbed check` reads it."""
    new.file.parent.mkdir(parents=True, exist_ok=True)
    new.file.write_text(toml_text(Draft(fill(new.raw, answers))))
    inputs = read_inputs(new.file)
    check_months(inputs.study, inputs.counts.panel)
    return inputs
