"""Is a zone's change unusual?  The same difference for places where nothing was done, at this start
and at earlier ones.

What a change is made of is asked by the difference, whose parts add up, so the change is set
against differences as well; the answer comes before any breakdown of it.
"""

from __future__ import annotations

import numpy as np

from waterbed.effect.difference import dispersion, stand
from waterbed.effect.inference import critical, invert_count, tails
from waterbed.effect.origins import busy
from waterbed.effect.placebo import count_disjoint
from waterbed.effect.setting import WHOLE, Setting
from waterbed.effect.totals import Totals
from waterbed.effect.zones import rows
from waterbed.model.elsewhere import Usual
from waterbed.model.inversion import not_below
from waterbed.model.months import YEAR, Months
from waterbed.model.reference import Floats
from waterbed.model.window import Window


def placebo_changes(setting: Setting, zone: str, outcome: str, level: float) -> tuple[Usual, ...]:
    """One row for this start alone; where there are earlier ones, a second for all together.

    Studentised as the difference is (`effect.difference`), so that busy and quiet places compare.
    """
    o = setting.panel.outcomes.index(outcome)
    unit = setting.panel.unit(outcome, setting.places[zone, WHOLE])
    member = rows([setting.places[zone, WHOLE]], len(setting.totals.base))
    real = stand(member, member, setting.totals, dispersion(setting.totals))
    effect, scale = float(real.effect[0, o]), float(real.scale[0, o])
    if not scale > 0:
        return ()
    by_start = [_placebos(setting, window, zone, o) for window in _starts(setting)]

    def row(starts: int) -> Usual:
        pool = np.sort(np.concatenate([t for t, _ in by_start[:starts]]))
        ends = invert_count(effect, scale, critical((pool,), level), unit)
        low, high = not_below(ends, -float(real.expected[0, o]))
        disjoint = sum(apart for _, apart in by_start[:starts])
        return Usual(
            starts, len(pool), disjoint, low, high, tails(effect / scale, (pool,)).both, level
        )

    return tuple(row(n) for n in dict.fromkeys((1, len(by_start))))


def _starts(setting: Setting) -> list[Window]:
    """The window itself, and moved back by whole years while its base lies in the counts and no
    two of them share a post month."""
    window = setting.window
    stride = YEAR * -(-len(window.post) // YEAR)
    before = window.base.first - setting.panel.span.first
    return [window.shift(-back) for back in range(0, before + 1, stride)]


def _placebos(setting: Setting, window: Window, zone: str, o: int) -> tuple[Floats, int]:
    """Studentised changes of the placebos' zones in one window, and how many share no area."""
    totals = Totals.of(setting.panel, window, setting.zones)
    totals.donors[busy(setting, Months(window.base.first, window.post.last))] = False
    placebos = setting.placebos
    standing = stand(placebos.zones[zone], placebos.own, totals, dispersion(totals))
    z = list(placebos.zones).index(zone)
    use = placebos.valid(totals.donors)[:, z, o] & np.isfinite(standing.t[:, o])
    return standing.t[use, o], count_disjoint(placebos.zones[zone], use)
