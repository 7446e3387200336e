"""Words that a draft may leave open until it is run: they bear on no answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waterbed.read.study.problems import is_unfilled, place_of, unfilled

OPEN = {"title": "", "question": "", "claims": ("who", "words", "source", "date"),
        "interventions": ("kind",)}  # fmt: skip
"""Keys above all sections, and keys of the entries of sections."""

STAND_IN = "still to be filled in"


def with_open_words(raw: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The study with something in every open place that is missing or says FILL IN, and these
    places; as it is, and none, where anything else is still to be filled in.

    A reader of a draft asks whether the counts can answer it, which who says it does not touch.
    """
    filled, left = dict(raw), []
    for key, inner in OPEN.items():
        if not inner:
            if key not in raw or is_unfilled(raw[key]):
                filled[key] = STAND_IN
                left.append(key)
            continue
        entries = raw.get(key)
        if not isinstance(entries, list) or not all(
            isinstance(entry, Mapping) for entry in entries
        ):
            continue
        filled[key] = [dict(entry) for entry in entries]
        for at, entry in enumerate(filled[key]):
            for name in inner:
                if name not in entry or is_unfilled(entry[name]):
                    entry[name] = "undated" if name == "date" else STAND_IN
                    left.append(str(place_of((key, at, name), raw)))
    if any(True for _ in unfilled(filled)):
        return raw, ()
    return filled, tuple(left)
