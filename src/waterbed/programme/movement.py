"""Movement of a programme: of what all its waves lost, how much turned up beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from waterbed.displacement.movement import fall_supported
from waterbed.model.estimate import Check, Estimate, Figure, Parameter, remark
from waterbed.model.programme import add_up, wave_level
from waterbed.model.region import Pieces
from waterbed.model.study import NET, Rule
from waterbed.programme.share_sum import Moved, keeps_share, summed_ends, summed_share_set


def scales_of(rule: Rule) -> tuple[str, ...]:
    """Scales on which movement is asked: a share, and where the margin is one a count too."""
    return ("share",) if rule.margin_count is None else ("share", "count")


def share_key(counts: Parameter, scale: str = "share") -> Parameter:
    return replace(counts, question="share", scale=scale)


def moved_sets(
    zone: str, scale: str, moved: Sequence[Moved], rows: Sequence[Estimate]
) -> tuple[Pieces, Pieces]:
    """Shares, or the zones' rise in counts, that are not rejected: the wide and the deciding set.

    rows : the waves' own estimates of the zone on counts, each at its share of the error
    """
    level = rows[0].level
    levels = (level, 2 * level - 1)
    if scale == "share":
        wide, deciding = (summed_share_set(moved, level) for level in levels)
        return wide, deciding
    if zone == NET:
        wide, deciding = ((summed_ends(moved, 0.0, level),) for level in levels)
        return wide, deciding
    total = add_up(rows)
    return (total.wide,), (total.deciding,)


def movement_sums(
    counts: Parameter,
    moved: Sequence[Moved],
    rows: Sequence[Estimate],
    about: Estimate,
    here: Estimate,
    fell: bool,
    rule: Rule,
) -> list[Estimate]:
    """The share of what all targets lost that turned up in a zone; no value and no set where that
    loss is not supported.

    about : the sum of the zone on counts; here : that of the targets
    """
    lost, came = sum(pair.target for pair in moved), sum(pair.zone for pair in moved)
    estimates = []
    for scale in scales_of(rule):
        wide, deciding = moved_sets(counts.zone, scale, moved, rows) if fell else (None, None)
        value = came if scale == "count" else -came / lost if lost else None
        estimates.append(
            replace(
                about,
                parameter=share_key(counts, scale),
                value=value if fell else None,
                low=None,
                high=None,
                deciding=None,
                base_count=None,
                observed=None,
                expected=None,
                set=wide,
                deciding_set=deciding,
                placebos=min(len(pool.target) for pair in moved for pool in pair.pools),
                smallest=min(about.smallest, here.smallest),
                warnings=(remark("pooled-bounds", waves=Figure(len(moved))),),
                waves=(),
            )
        )
    return estimates


def fell_check(
    counts: Parameter,
    here: Estimate,
    bound: Sequence[Check],
    moved: Sequence[Moved],
    rule: Rule,
    shares: int,
) -> Check:
    """The gate of movement: that all targets together fell is supported.

    here : the sum of the targets as a ratio; bound : the checks that bind it
    shares : into how many parts the error is divided
    """
    fell = fall_supported(here, bound, rule)
    level = 2 * wave_level(rule.level, shares) - 1

    def fits(s: float) -> str:
        return "yes" if keeps_share(moved, s, level) else "no"

    facts = remark("target-fell", none=fits(0.0), all=fits(1.0))
    bars = "" if fell else "both"
    return Check("target-fell", fell, True, facts, bars=bars, parameter=share_key(counts))
