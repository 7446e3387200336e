"""Rows of a programme: its waves added up, and what stands beside the sum that decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from waterbed.claims import Asked
from waterbed.model.estimate import Detectable, Estimate, Parameter, Remark, remark
from waterbed.model.findings import Findings
from waterbed.model.kinds import fallen, risen
from waterbed.model.programme import INDEPENDENT, add_up
from waterbed.model.study import Rule
from waterbed.model.verdict import POWER
from waterbed.programme.pool_parts import least
from waterbed.programme.sums import Noise, PooledOutlook, independent_ends
from waterbed.programme.wave import Part


def pooled_row(
    key: Parameter,
    rows: Sequence[Estimate],
    level: float,
    method: str,
    warnings: tuple[Remark, ...],
) -> Estimate:
    """The waves' estimates of one parameter added up, on the scale that they stand on."""
    added = add_up(rows)
    assumptions = dict.fromkeys(code for row in rows for code in row.assumptions)
    return Estimate(
        parameter=key,
        method=method,
        base=None,
        post=None,
        value=added.value,
        low=added.wide[0],
        high=added.wide[1],
        level=level,
        deciding=added.deciding,
        base_count=added.base_count,
        observed=added.observed,
        expected=added.expected,
        placebos=least(row.placebos for row in rows),
        disjoint=least(row.disjoint for row in rows),
        assumptions=tuple(assumptions),
        warnings=warnings,
        areas=sum(row.areas for row in rows),
        smallest=min(row.smallest for row in rows),
        published=all(row.published for row in rows),
        waves=tuple(replace(row, warnings=(), checks=()) for row in rows),
    )


def beside(key: Parameter, parts: Sequence[Part], rule: Rule, *, weighted: bool) -> Findings:
    """What decides nothing: the interval of independent errors, and what could be seen."""
    shares = len(parts)
    rows, noise = [part.at[shares] for part in parts], [part.noise[shares] for part in parts]
    own = pooled_row(key, rows, rule.level, INDEPENDENT, (remark("pooled-independent"),))
    effect = own.value or 0.0
    wide, deciding = independent_ends(effect, noise, (rule.level, rule.deciding_level))
    independent = replace(
        own,
        low=wide[0],
        high=wide[1],
        deciding=deciding,
        assumptions=("waves-independent", *own.assumptions),
        waves=(),
    )
    seen = () if weighted else (_detectable(own, noise, rule.smallest_effect),)
    return Findings((independent,), detectable=seen)


def _detectable(own: Estimate, noise: Sequence[Noise], smallest: float) -> Detectable:
    seen = PooledOutlook.of(noise)
    return Detectable(
        replace(own.parameter, scale="ratio"),
        own.base_count,
        own.expected,
        seen.smallest_fall(smallest, POWER),
        seen.smallest_rise(smallest, POWER),
        POWER,
        own.placebos or 0,
        smallest=min(wave.base_count or 0.0 for wave in own.waves),
        published=own.published,
    )


def could_see(
    claimed: Sequence[tuple[Asked, Parameter]], seen: Sequence[Detectable], smallest: float
) -> Iterator[Detectable]:
    """What could have been seen of claims whose verdict is that of `fell` or `rose` itself."""
    general = {replace(detectable.parameter, scale=""): detectable for detectable in seen}
    for asked, key in claimed:
        claim, plain = asked.claim, general.get(replace(key, scale=""))
        if plain is None:
            continue
        if claim.region == fallen(smallest):
            yield replace(plain, claim=claim.id, rise=None)
        elif claim.region == risen(smallest):
            yield replace(plain, claim=claim.id, fall=None)
