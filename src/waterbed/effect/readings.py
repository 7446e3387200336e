"""Readings: what recorded counts say under every window that a claim could have meant."""

from __future__ import annotations

import math

import numpy as np

from waterbed.model.errors import InputError
from waterbed.model.estimate import Reading
from waterbed.model.panel import Panel
from waterbed.model.region import Region
from waterbed.model.results import ReadingTable
from waterbed.model.study import Claim, Rule
from waterbed.model.window import Window
from waterbed.model.zones import Members


def read_window(
    panel: Panel, areas: Members, outcome: str, window: Window, region: Region, rule: str = ""
) -> Reading | None:
    """Counts of some areas over one window; None where months are missing or lie outside."""
    o = panel.outcomes.index(outcome)
    try:
        parts = [panel.slice(window.base), panel.slice(window.post)]
    except InputError:
        return None
    if not all(panel.covered[o][areas, part].all() for part in parts):
        return None
    base, post = (float(np.sum(panel.counts[o][areas, part])) for part in parts)
    length = len(window.post) / len(window.base)
    if base:
        change = post / (base * length) - 1
        return Reading(window.base, window.post, rule, base, post, change, region.contains(change))
    # Nothing is a per cent of 0: from 0 to more is a rise beyond any per cent, 0 to 0 none.
    reaches = region.contains(math.inf if post else 0.0)
    return Reading(window.base, window.post, rule, base, post, None, reaches)


def read_claim(
    panel: Panel, areas: Members, claim: Claim, rule: Rule, published: bool
) -> ReadingTable:
    """Every declared reading of a recorded claim, and the one that it states."""
    assert claim.region is not None and claim.stated is not None
    region = claim.region.undenied
    stated = None
    if claim.window:
        stated = read_window(panel, areas, claim.outcome, rule.window(claim.window), region)
    grid = rule.grid(claim.intervention)
    windows = grid.windows(claim.intervention) if grid else ()
    readings = [
        read_window(panel, areas, claim.outcome, window, region, window.name) for window in windows
    ]
    return ReadingTable(
        claim.id,
        claim.outcome,
        claim.stated,
        stated,
        tuple(reading for reading in readings if reading is not None),
        published=published,
        missing=sum(reading is None for reading in readings),
    )
