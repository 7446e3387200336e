"""The rows of the validity table, at most 150, in the order in which it is read."""

from __future__ import annotations

from dataclasses import replace

from tests.validity.cases import (
    APART,
    BESIDE,
    GROUPS,
    MAP,
    NEITHER,
    NOTHING,
    RING,
    WARDS,
    Case,
)

EVERY = (24, 100, 680)
TOP = "rise (top)"
LARGEST = "largest rise"
MOST = 150

ROUND = ("fell net", "rose net", f"fell {RING}", f"rose {RING}")
MOVEMENT = ("fell net", f"rose {RING}", f"not-moved {RING}")
MORE = (f"fell-more {RING}", f"no-more {RING}", f"rose-more {RING}")
LASTED = ("lasted", "returned")


def _one_area() -> list[Case]:
    """A plain world: every way of choosing, told and not, and windows that are no whole years."""
    cases = [
        Case(areas=areas, chosen=chosen)
        for areas in EVERY
        for chosen in ("random", "peak", TOP, LARGEST, "level", "excess", "last quarter")
    ]
    cases.append(Case(chosen="rise (top five)"))
    cases += [
        Case(areas=areas, chosen=chosen, told=NOTHING)
        for areas in EVERY
        for chosen in ("peak", LARGEST)
    ]
    cases += [
        Case(areas=areas, chosen=chosen, months=months, level=level)
        for areas, months, chosen, level in (
            *((24, 9, "peak", 0.9), (24, 6, LARGEST, 0.9)),
            *((100, 9, "peak", 0.95), (100, 6, "peak", 0.95), (100, 6, LARGEST, 0.95)),
            *((680, 9, "peak", 0.9), (680, 6, LARGEST, 0.95)),
        )
    ]
    cases.append(Case(mean=0.5))
    cases += [Case(chosen=way, level=0.9) for way in ("peak", LARGEST)]
    # Nothing is planted: under which ways of choosing the difference may carry verdicts.
    cases += [Case(chosen=way, method="difference") for way in ("random", LARGEST)]
    return cases


def _beds() -> list[Case]:
    """Places with a rhythm of their own, and shocks that last."""
    season = Case("own season", own=True)
    cases = [
        replace(season, areas=areas, months=months, start=start)
        for areas, months, start in (
            *((100, 12, 5), (100, 9, 5), (100, 9, 10), (100, 6, 5), (100, 6, 10)),
            *((680, 6, 5), (680, 6, 10), (24, 6, 5), (24, 6, 10)),
        )
    ]
    cases.append(replace(season, own=False, chosen="peak", months=6, start=5))
    cases.append(replace(season, months=6, start=5, level=0.9))
    bursty = Case("bursty")
    cases += [
        replace(bursty, areas=areas, chosen=chosen)
        for areas, chosen in (
            *((24, TOP), (24, "peak"), (680, TOP), (680, "peak")),
            *((100, way) for way in (TOP, LARGEST, "peak", "level", "excess")),
        )
    ]
    cases.append(replace(bursty, own=True))
    cases.append(replace(bursty, chosen=TOP, level=0.9))
    drifting = Case("drifting", chosen="last quarter")
    cases += [replace(drifting, areas=areas) for areas in EVERY]
    cases.append(replace(drifting, told=NOTHING))
    cases.append(replace(drifting, areas=680, told=NOTHING, level=0.9))
    cases += [replace(drifting, chosen="peak"), replace(drifting, level=0.9)]
    cases += [
        Case("breaks of trend", areas=areas, chosen=chosen)
        for areas, chosen in ((100, "peak"), (100, LARGEST), (680, "peak"))
    ]
    return cases


def _several() -> list[Case]:
    """Targets of several areas, by what the study has of where they lie."""
    side = Case(shape=BESIDE, given=MAP, chosen=LARGEST)
    quiet = replace(side, chosen="peak", told=NOTHING)
    cases = [
        replace(base, areas=areas, given=given)
        for areas in (100, 680)
        for given in (MAP, GROUPS)
        for base in (side, quiet)
    ]
    cases += [replace(base, areas=24) for base in (side, quiet)]
    cases += [replace(side, areas=areas, given=NEITHER) for areas in EVERY]
    cases += [replace(side, months=6, level=0.9), replace(side, level=0.9)]
    apart = replace(side, shape=APART)
    cases += [
        apart,
        replace(apart, chosen="peak", told=NOTHING),
        replace(apart, apart=True),
        replace(apart, given=GROUPS),
        replace(apart, given=NEITHER),
        replace(apart, given=NEITHER, apart=True),
        replace(apart, areas=680, apart=True),
        replace(apart, areas=24, apart=True, level=0.9),
    ]
    cases += [
        replace(side, bed=f"shocks smooth in space, {size}", given=given)
        for size, given in ((".15", MAP), (".25", MAP), (".35", MAP), (".35", NEITHER))
    ]
    cases.append(replace(side, bed="shocks smooth in space, .35", shape="one", chosen="peak"))
    return cases


def _zones() -> list[Case]:
    """Zones, their net, what moved, and whether it fell more here than there."""
    ring = Case(mean=20.0, zone=RING, given=MAP, chosen="rise (top five)", claims=ROUND)
    quiet = replace(ring, chosen="peak", told=NOTHING)
    cases = [
        ring,
        quiet,
        replace(ring, areas=680),
        replace(ring, months=6),
        replace(ring, mean=4.0, shape=BESIDE, chosen=LARGEST),
        replace(quiet, level=0.9),
    ]
    fall = replace(ring, effect=-0.7, claims=MOVEMENT)
    cases += [
        replace(fall, asked=34),
        replace(fall, chosen="peak", told=NOTHING, asked=57),
        replace(fall, moved=0.5),
        replace(fall, moved=1.0),
        replace(fall, moved=0.5, areas=680),
    ]
    more = replace(ring, chosen="peak", claims=MORE)
    cases += [replace(more, local=local) for local in (0.5, 0.75, 1.25, 1.5)]
    cases += [replace(more, local=0.5, areas=680), replace(more, effect=-0.7)]
    cases += [replace(more, local=0.5, level=0.9)]
    return cases


def _lasting() -> list[Case]:
    """A fall that lasts for two years, one that ends after the first, and none."""
    none = Case(chosen="peak", mean=10.0, after=24, claims=LASTED)
    fall = replace(none, effect=-0.5)
    return [none, fall, replace(fall, ended=True)]


def _power() -> list[Case]:
    """Falls and rises that are there."""
    fall = Case(effect=-0.5, mean=10.0)
    cases = [
        replace(fall, areas=24, chosen=chosen, asked=asked)
        for chosen, asked in (("peak", 82), (TOP, 71), (LARGEST, 86))
    ]
    side = Case(shape=BESIDE, given=MAP, chosen=LARGEST, effect=-0.5)
    cases += [replace(side, asked=78), replace(side, chosen="peak", told=NOTHING, asked=88)]
    # As busy as those in which a season was first seen to be taken for a change in half of studies.
    season = Case("own season", chosen="level", own=True, months=6, effect=-0.5, asked=83)
    cases += [replace(season, start=start) for start in (5, 10)]
    cases.append(replace(season, chosen="random", start=10, asked=None))
    cases += [replace(fall, chosen=way) for way in ("random", "peak", "rise (top five)")]
    cases += [replace(fall, chosen="peak", mean=mean) for mean in (4.0, 20.0)]
    cases += [
        replace(fall, chosen="peak", effect=0.5),
        replace(fall, chosen="peak", areas=680),
        replace(fall, chosen="peak", level=0.9),
    ]
    return cases


def _wards() -> list[Case]:
    """Real counts: errors are clustered by ward and by year."""
    cases = [
        Case(f"{WARDS}{outcome}", 680, chosen)
        for outcome, chosen in (
            *(("robbery", way) for way in ("random", "peak", TOP, "level", "excess")),
            *(("sexual offences", way) for way in ("peak", TOP)),
            *(("theft", way) for way in ("peak", TOP)),
        )
    ]
    cases.append(Case(f"{WARDS}robbery", 680, "peak", months=6))
    cases.append(Case(f"{WARDS}theft", 680, TOP, own=True))
    cases += [
        Case(f"{WARDS}{outcome}", 680, "peak", effect=-0.4, asked=asked)
        for outcome, asked in (("robbery", 40), ("sexual offences", 48))
    ]
    return cases


ROWS = (*_one_area(), *_beds(), *_several(), *_zones(), *_lasting(), *_power(), *_wards())

if len({case.key for case in ROWS}) != len(ROWS) or len(ROWS) > MOST:
    raise ValueError("a row stands twice in the table, or it has too many")
