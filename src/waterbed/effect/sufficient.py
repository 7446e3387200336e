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
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.months import YEAR, in_words
from waterbed.model.study import TARGET

FORECAST = "forecast"
"""The method that is judged on earlier starts as well, and takes so many areas for each of them."""


def would_suffice(asked: Estimand, level: float) -> Remark:
    """Areas to compare with and starts that there are; how many areas would do with these starts,
    and from which month on counts would do with these areas ("" where no months would).

    For a place with zones, at least these: places with their rings are fewer than places.
    """
    setting, o = asked.setting, asked.o
    areas = int(setting.totals.donors[:, o].sum())
    needed, size = placebos_needed(level), len(asked.comparison.places[TARGET, "whole"])
    first, stride = setting.panel.span.first, setting.stride or stride_of(setting.window.post)
    end = setting.history
    end -= (end + 1 - first) % setting.panel.step
    earliest = end + 1 - 2 * YEAR
    starts, since, fewest = 1, "", size
    if asked.method == FORECAST:
        starts = max(0, (earliest - first) // stride + 1)
        fewest = FEWEST_DONORS
        if areas >= FEWEST_DONORS and areas >= size:
            wanted = math.ceil(needed / (areas // size))
            since = in_words(earliest - (wanted - 1) * stride)
    enough = max(fewest, size * math.ceil(needed / max(starts, 1)))
    figures = {"needed": needed, "areas": areas, "starts": starts, "enough": enough}
    facts = {name: Figure(number) for name, number in figures.items()}
    return remark("would-suffice", **facts, **{"from": since})
