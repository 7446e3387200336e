"""What would have sufficed to judge a place: how many areas to compare with, or from which month.

A verdict needs so many separate places and years (`inference.placebos_needed`).  Each earlier start
that has two years of months before it gives one more of every comparison area; of a target of
several areas as many as share no area.
"""

from __future__ import annotations

import math

from waterbed.effect.estimand import Estimand
from waterbed.effect.inference import placebos_needed
from waterbed.effect.origins import FEWEST_DONORS, stride_of
from waterbed.effect.placebo import count_disjoint
from waterbed.effect.setting import Setting
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.months import YEAR, in_words
from waterbed.model.study import NET, TARGET

FORECAST = "forecast"
"""The method that is judged on earlier starts as well, and takes so many areas for each of them."""


def would_suffice(asked: Estimand, level: float) -> Remark:
    """Areas to compare with and starts that there are; how many areas would do with these starts,
    and from which month on counts would do with these areas ("" where no months would).

    A place is forecast without its own areas and zones, so that it counts only where ten others
    are left (`history`).  Where zones leave fewer places than its size alone would, no number of
    areas is told, nor a month: how zones lie in other areas, or in more, is not known.
    """
    setting, o = asked.setting, asked.o
    areas = int(setting.totals.donors[:, o].sum())
    needed, size = placebos_needed(level), len(asked.comparison.places[TARGET, "whole"])
    facts = {"needed": Figure(needed), "areas": Figure(areas)}
    first, stride = setting.panel.span.first, setting.stride or stride_of(setting.window.post)
    end = setting.history
    end -= (end + 1 - first) % setting.panel.step
    earliest = end + 1 - 2 * YEAR
    starts, since, fewest = 1, "", size
    if asked.method == FORECAST:
        starts = max(0, (earliest - first) // stride + 1)
        fewest = FEWEST_DONORS + (size if size > 1 else 0)
        apart = _apart(setting, o)
        if NET in setting.placebos.zones and apart < areas // size:
            unknown = {"separate": "", "enough": ""}
            return remark("zones-suffice", **facts, starts=Figure(starts), **unknown)
        if areas >= fewest and apart:
            wanted = math.ceil(needed / apart)
            since = in_words(earliest - (wanted - 1) * stride)
    enough = max(fewest, size * math.ceil(needed / max(starts, 1)))
    facts |= {"starts": Figure(starts), "enough": Figure(enough)}
    return remark("would-suffice", **facts, **{"from": since})


def _apart(setting: Setting, o: int) -> int:
    """Placebos of the target at one start that share no area and leave ten donors without their
    own areas and zones, as far as the map and the donors tell it."""
    placebos, donors = setting.placebos, setting.totals.donors[:, o]
    whole = placebos.zones[NET if NET in placebos.zones else TARGET]
    own = whole @ donors.astype(float)
    leaves = (own <= 1) | (donors.sum() - own >= FEWEST_DONORS)
    return count_disjoint(placebos.zones[TARGET], placebos.valid(donors[:, None])[:, 0, 0] & leaves)
