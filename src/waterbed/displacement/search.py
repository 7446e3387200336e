"""The scan on a panel: which months, which areas, which earlier starts, and what it found."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from waterbed.displacement.scan import Frame, Ground, Scanned, apart, fit_law, scan
from waterbed.effect.zones import Membership
from waterbed.model.areas import Areas
from waterbed.model.elsewhere import Rise, Search
from waterbed.model.errors import Refusal
from waterbed.model.months import YEAR, Months
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats
from waterbed.model.zones import Members

LONGEST_BASE = 60
SHORTEST_BASE = 36
SHORTEST = 3
"""A rise lasts this many months at least,"""

LATEST = 2
"""and begins at most so many months after the start: what begins later hardly moved from there."""

FEWEST = 10
MOST = 5


def search(
    panel: Panel,
    areas: Areas,
    outcome: str,
    start: int,
    *,
    without: Members,
    rng: np.random.Generator,
    intervention: str = "",
    horizon: int = YEAR,
    last: int | None = None,
    level: float = 0.95,
    draws: int = 999,
    published: bool = False,
) -> Search:
    """Look for a rise in every area and group from `start` (ordinal of a month) on.

    without : positions of areas not scanned (the target); horizon : months looked at
    last : the last month that may be looked at (`disclosure.destinations.limits`)
    Refusal `outside` where fewer than `SHORTEST` months are left to look at, `short-history` where
    fewer than three years come before a start a year earlier, `no-donors` for fewer than ten areas.
    """
    post = _post(panel, start, horizon, last)
    starts = _starts(panel, post)
    span = slice(panel.slice(starts[-1][0]).start, panel.slice(post).stop)
    kept, left_out = _complete(panel, outcome, span, without)
    counts = panel.counts[panel.outcomes.index(outcome)][kept].astype(float)
    frames = [_frame(panel, counts, base, months) for base, months in starts]
    groups, names = _groups(areas, kept)
    ground = Ground.of(
        groups,
        frames[0].post.shape[1],
        shortest=max(1, SHORTEST // panel.step),
        latest=LATEST // panel.step,
    )
    law = fit_law(counts[:, panel.slice(starts[0][0])], frames[1:], groups)
    scanned = scan(frames[0], frames[1:], ground, law, rng=rng, draws=draws)
    rises = tuple(
        _rise(panel, areas, scanned, ground, frames[0], (kept, groups, names), post, at)
        for at in apart(scanned, ground, 0.0, MOST)
        if scanned.beyond_chance(scanned.weights[at], level)
    )
    return Search(
        intervention,
        outcome,
        post,
        starts[0][0],
        len(kept),
        left_out,
        rises,
        scanned.p(scanned.largest),
        scanned.reached(scanned.largest),
        _by_group(scanned, ground, names),
        law.phi,
        float(np.sqrt(law.area + law.group)),
        draws,
        level,
        law.month,
        published,
    )


def _post(panel: Panel, start: int, horizon: int, last: int | None) -> Months:
    """Months looked at: whole periods from the start on, as far as there are and may be shown."""
    first = start + (int(panel.periods[0]) - start) % panel.step
    end = min(first + horizon - 1, panel.span.last, panel.span.last if last is None else last)
    end -= (end + 1 - first) % panel.step
    if end - first + 1 < max(SHORTEST, panel.step) or first < panel.span.first:
        raise Refusal(
            "outside",
            "fewer than three months after the start may be looked at",
            "Look again when more months have passed, or give more months of counts.",
        )
    return Months(first, end)


def _starts(panel: Panel, post: Months) -> list[tuple[Months, Months]]:
    """Months before and after the start, and after starts a year, two years earlier."""
    starts = []
    back = 0
    while (before := post.first - back - panel.span.first) >= SHORTEST_BASE:
        length = min(LONGEST_BASE, before - before % YEAR)
        base = Months(post.first - back - length, post.first - back - 1)
        starts.append((base, post.shift(-back)))
        back += YEAR
    if len(starts) < 2:
        raise Refusal(
            "short-history",
            "a scan needs four years of months before the start",
            "Give counts from earlier years.",
        )
    return starts


def _complete(panel: Panel, outcome: str, span: slice, without: Members) -> tuple[Members, int]:
    """Areas with data in every period of the span in which any has, and how many have not."""
    known = panel.covered[panel.outcomes.index(outcome)][:, span]
    anywhere = known.any(axis=0)
    usable = known[:, anywhere].all(axis=1) & known.any(axis=1)
    left_out = int((known.any(axis=1) & ~usable).sum())
    usable[without] = False
    if usable.sum() < FEWEST:
        raise Refusal("no-donors", f"fewer than {FEWEST} areas can be scanned", "Give more areas.")
    return np.flatnonzero(usable), left_out


def _frame(panel: Panel, counts: Floats, base: Months, post: Months) -> Frame:
    before = counts[:, panel.slice(base)]
    return Frame(before.sum(axis=1), counts[:, panel.slice(post)], before.shape[1])


def _groups(areas: Areas, kept: Members) -> tuple[Membership, tuple[str, ...]]:
    """Membership of the areas kept in groups, [A, G]; an area without one is in none."""
    own = [areas.groups[i] if areas.groups else "" for i in kept]
    names = tuple(sorted(set(own) - {""}))
    index = {name: g for g, name in enumerate(names)}
    pairs = [(i, index[name]) for i, name in enumerate(own) if name]
    rows, columns = (list(side) for side in zip(*pairs, strict=True)) if pairs else ([], [])
    return sparse.csr_array(
        (np.ones(len(pairs)), (rows, columns)), shape=(len(kept), len(names))
    ), names


def _rise(
    panel: Panel,
    areas: Areas,
    scanned: Scanned,
    ground: Ground,
    frame: Frame,
    of: tuple[Members, Membership, tuple[str, ...]],
    post: Months,
    at: tuple[int, int],
) -> Rise:
    kept, groups, names = of
    z, w = at
    own = ground.zones.indices[ground.zones.indptr[z] : ground.zones.indptr[z + 1]]
    first, stop = int(ground.first[w]), int(ground.stop[w])
    within = np.unique(groups[own].indices)
    whole = np.flatnonzero(groups[:, within].sum(axis=1)) if len(within) else own
    counted = float(frame.post[whole, first:stop].sum())
    rest = float(frame.residual[whole, first:stop].sum())
    return Rise(
        tuple(names[g] for g in within),
        tuple(areas.ids[kept[i]] for i in own),
        Months(post.first + first * panel.step, post.first + stop * panel.step - 1),
        float(scanned.observed[at]),
        float(scanned.expected[at]),
        counted,
        counted - rest,
        scanned.p(float(scanned.weights[at])),
    )


def _by_group(
    scanned: Scanned, ground: Ground, names: tuple[str, ...]
) -> tuple[tuple[str, float], ...]:
    """Family-wise p of the strongest rise in each group: of an area of it, or of all of it."""
    best = scanned.weights.max(axis=1)
    touches = (ground.zones @ ground.groups) > 0
    out = []
    for g, name in enumerate(names):
        inside = np.flatnonzero(touches[:, [g]].toarray().ravel())
        out.append((name, scanned.p(float(best[inside].max()))))
    return tuple(out)
