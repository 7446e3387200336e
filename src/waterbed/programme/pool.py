"""Waves of a programme put together: one row for all of them, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from waterbed.effect.inference import placebos_needed
from waterbed.effect.setting import CO_TREATED, REST, WHOLE
from waterbed.model.estimate import (
    Check,
    Detectable,
    Estimate,
    Figure,
    Parameter,
    Remark,
    remark,
)
from waterbed.model.kinds import KINDS, fallen, risen
from waterbed.model.programme import (
    ALL_WAVES,
    INDEPENDENT,
    POOLED,
    WITHOUT_TEST,
    Programme,
    add_up,
)
from waterbed.model.study import NET, TARGET, Claim, Study, question_of
from waterbed.model.window import AlternativeStart, WindowFrom, WindowKey
from waterbed.programme.movement import (
    fell_check,
    moved_sets,
    movement_sums,
    scales_of,
    share_key,
)
from waterbed.programme.pool_parts import (
    Of,
    Pooled,
    counted_twice,
    least,
    warnings_of,
)
from waterbed.programme.share_sum import Moved
from waterbed.programme.sums import Noise, PooledOutlook, independent_ends
from waterbed.programme.wave import Part, claims_of, family_size

POWER = 0.8


def pool(
    study: Study,
    main: Mapping[str, Of],
    moved: Mapping[tuple[str, AlternativeStart], Of],
    checks: Sequence[Check],
) -> Pooled:
    """Every programme of a study, from its waves.

    main : by intervention; moved : the same from its other starts
    checks : those that there are already
    """
    made = Pooled(tuple(checks))
    for programme in study.programmes:
        # In the order of the interventions, so that the order of `waves` changes no digit.
        waves = [main[one.id] for one in study.interventions if one.id in programme.waves]
        _Pooling(study, programme, waves, ALL_WAVES, made).whole()
        starts = [pair for pair in moved.items() if pair[0][0] in programme.waves]
        windows = []
        for (key, alternative), other in starts:
            window = WindowFrom(ALL_WAVES, alternative, key)
            swapped = [other if one.id == key else one for one in waves]
            _Pooling(study, programme, swapped, window, made).whole()
            windows.append(window)
        where = (programme.id, ALL_WAVES)
        made.events[where] = _union(one.events for one in waves)
        made.package[where] = _union(one.package for one in waves)
        for claim, parameter in claims_of(study, programme).items():
            made.alternatives[parameter] = tuple(
                replace(parameter, window=window) for window in windows
            )
            _foresee(claim, parameter, made, study.rule.smallest_effect)
    return made


def _union(named: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for some in named for one in some))


def _foresee(claim: Claim, key: Parameter, made: Pooled, least: float) -> None:
    """What could have been seen of a claim whose verdict is that of `fell` or `rose` itself."""
    general = next(
        (
            one
            for one in made.detectable
            if replace(one.parameter, scale=key.scale) == key and not one.claim
        ),
        None,
    )
    if general is None:
        return
    if claim.region == fallen(least):
        made.detectable.append(replace(general, claim=claim.id, rise=None))
    elif claim.region == risen(least):
        made.detectable.append(replace(general, claim=claim.id, fall=None))


@dataclass(frozen=True, slots=True)
class _Pooling:
    """One programme with one start for each of its waves."""

    study: Study
    programme: Programme
    waves: Sequence[Of]
    window: WindowKey
    made: Pooled

    def whole(self) -> None:
        for outcome in self.study.outcomes:
            for zone in self._zones():
                for part in self._parts(zone):
                    self._place(outcome.id, zone, part, weighted=bool(outcome.weights))

    def _zones(self) -> tuple[str, ...]:
        """The target, each zone that all waves have, and net where all have zones."""
        named = [[name for name, _ in self.study.intervention(w.id).zones] for w in self.waves]
        shared = [name for name in named[0] if all(name in one for one in named)]
        return (TARGET, *shared, *([NET] if all(named) else []))

    def _parts(self, zone: str) -> tuple[str, ...]:
        shared = any(one.wave and (zone, CO_TREATED) in one.wave.members for one in self.waves)
        return (WHOLE, CO_TREATED, REST) if shared else (WHOLE,)

    def _of_wave(self, one: Of, key: Parameter) -> Parameter | None:
        """The wave's own parameter behind one of the programme; None where it has no such part."""
        first = self.study.rule.default_window(one.id)
        known = {} if one.wave is None else one.wave.members
        part = key.part
        if (key.zone, part) not in known and part != WHOLE:
            if part == CO_TREATED:
                return None
            part = WHOLE
        window: WindowKey = "" if first is None else first.name
        if one.wave is not None and one.wave.parts:
            window = next(iter(one.wave.parts)).window
        return replace(key, intervention=one.id, window=window, part=part)

    def _place(self, outcome: str, zone: str, part: str, *, weighted: bool) -> None:
        counts = Parameter(
            question_of(zone), self.programme.id, outcome, zone, self.window, "count", part
        )
        keys = [counts] if weighted else [counts, replace(counts, scale="ratio")]
        why = self._refusal(counts)
        if why:
            shares = [share_key(counts, scale) for scale in scales_of(self.study.rule)]
            self.made.refusals |= dict.fromkeys([*keys, *shares], why)
            if self.window == ALL_WAVES and part == WHOLE:
                self._told(counts, why)
                self._bound(counts, why)
            return
        parts = {key: self._parts_of(key) for key in keys}
        few = self._too_few(parts[counts])
        for key in keys:
            self.made.estimates.append(self._sum(key, parts[key], few))
        if zone != TARGET and not weighted:
            self._move(counts, parts[counts])
        if part == WHOLE and self.window == ALL_WAVES:
            self._beside(counts, parts[counts], weighted=weighted)
            self._together(parts)

    def _moved(self, counts: Parameter) -> list[Moved]:
        """Target and zone of each wave; none where a wave does not have both."""
        own = [(one.wave, self._of_wave(one, counts)) for one in self.waves]
        found = [
            wave.moves.get(share_key(key))
            for wave, key in own
            if wave is not None and key is not None
        ]
        known = [one for one in found if one is not None]
        return known if len(known) == len(found) else []

    def _move(self, counts: Parameter, parts: Sequence[Part]) -> None:
        """How much of what all targets lost turned up in a zone, and its gate."""
        rule, target = self.study.rule, replace(counts, zone=TARGET, question="effect", part=WHOLE)
        sums = {
            one.parameter: one
            for one in self.made.estimates
            if one.method == POOLED and one.parameter in (target, counts)
        }
        moved = self._moved(counts)
        if not moved or target not in sums:
            keys = [share_key(counts, scale) for scale in scales_of(rule)]
            why = self.made.refusals.get(target, "wave")
            self.made.refusals |= dict.fromkeys(keys, why)
            return
        here = sums[target]
        check = fell_check(counts, here, self.made.named(here.checks), moved, rule, len(self.waves))
        position = self.made.add(check)
        rows = [part.at[len(self.waves)] for part in parts]
        about, fell = sums[counts], bool(check.passed)
        self.made.estimates += [
            replace(one, checks=(position,))
            for one in movement_sums(counts, moved, rows, about, here, fell, rule)
        ]

    def _parts_of(self, key: Parameter) -> list[Part]:
        own = [(one, self._of_wave(one, key)) for one in self.waves]
        return [one.wave.parts[k] for one, k in own if k is not None and one.wave is not None]

    def _refusal(self, key: Parameter) -> str:
        """Why the waves cannot be added up, a code of REFUSALS, or ""."""
        if self._twice(key):
            return "counted-twice"
        if key.zone in (TARGET, NET) and self._treated_before():
            return "base-treated"
        own = [(one, self._of_wave(one, key)) for one in self.waves]
        gone = [one for one, k in own if k and (one.wave is None or k not in one.wave.parts)]
        return "wave" if gone else ""

    def _twice(self, key: Parameter) -> bool:
        """Whether an area and month would be counted in two waves."""
        there = [one.wave for one in self.waves if one.wave is not None]
        place, none = (key.zone, WHOLE), np.empty(0, np.int64)
        return counted_twice([(one.post, one.members.get(place, none)) for one in there])

    def _treated_before(self) -> bool:
        """Whether the base of a wave's target lies under another wave: what is compared with it is
        then what the other changed."""
        there = [one.wave for one in self.waves if one.wave is not None]
        return any(set(one.before) & set(self.programme.waves) for one in there)

    def _told(self, key: Parameter, why: str) -> None:
        """A check that says which waves are in the way."""
        named, because = [], []
        for one in self.waves if why == "wave" else ():
            own = self._of_wave(one, key)
            if one.wave is None or own not in one.wave.parts:
                named.append(one.id)
                reason = "outside" if one.wave is None or own is None else one.refusals.get(own, "")
                because.append(reason or "no-zone")
        facts = remark("waves", why=why, waves=tuple(named), because=tuple(because))
        self.made.checks.append(Check("waves", False, False, facts, parameter=key))

    def _bound(self, key: Parameter, why: str) -> None:
        """Bounds without a test, where those waves that have no test have such bounds."""
        rows: list[Estimate] = []
        named: list[str] = []
        for one in self.waves:
            own = self._of_wave(one, key)
            if one.wave is None or own is None or why != "wave":
                return
            if own in one.wave.parts:
                rows.append(one.wave.parts[own].at[len(self.waves)])
            elif own in one.wave.bounds:
                rows.append(one.wave.bounds[own])
                named.append(one.id)
            else:
                return
        facts = remark("pooled-without-test", waves=tuple(named))
        made = self._made(key, rows, WITHOUT_TEST, (facts,))
        self.made.estimates.append(replace(made, value=None, deciding=None, expected=None))

    def _too_few(self, parts: Sequence[Part]) -> tuple[int, ...]:
        """Gates of waves with too few separate placebos for their share; their positions."""
        needed, positions = self._needed(len(self.waves)), []
        for one in (part.at[len(self.waves)] for part in parts):
            apart = min(one.placebos or 0, one.disjoint or 0)
            if apart >= needed:
                continue
            facts = remark(
                "placebos",
                placebos=Figure(one.placebos),
                needed=Figure(needed),
                disjoint=Figure(one.disjoint),
            )
            key = replace(one.parameter, window=self.window)
            check = Check("placebos", False, True, facts, Figure(apart), bars="both", parameter=key)
            positions.append(self.made.add(check))
        return tuple(positions)

    def _sum(self, key: Parameter, parts: Sequence[Part], few: tuple[int, ...]) -> Estimate:
        rows = [part.at[len(self.waves)] for part in parts]
        facts = [remark("pooled-bounds", waves=Figure(len(rows)))]
        short = tuple(
            one.parameter.intervention for one in rows if None in (one.deciding or (None,))
        )
        if short and key.scale == "count":
            facts.append(
                remark("pooled-open", waves=short, needed=Figure(self._needed(len(self.waves))))
            )
        checks = tuple(
            i + one.offset
            for one in self.waves
            for row in rows
            if row.parameter.intervention == one.id
            for i in row.checks
        )
        made = self._made(key, rows, POOLED, (*facts, *warnings_of(rows)))
        return replace(made, checks=(*checks, *few))

    def _needed(self, shares: int) -> int:
        """Placebos that each wave needs where the error is divided in so many parts."""
        return placebos_needed(self.study.rule.level, shares)

    def _made(
        self, key: Parameter, rows: Sequence[Estimate], method: str, warnings: tuple[Remark, ...]
    ) -> Estimate:
        total = add_up(rows)
        assumptions = dict.fromkeys(code for one in rows for code in one.assumptions)
        return Estimate(
            parameter=key,
            method=method,
            base=None,
            post=None,
            value=total.value,
            low=total.wide[0],
            high=total.wide[1],
            level=self.study.rule.level,
            deciding=total.deciding,
            base_count=total.base_count,
            observed=total.observed,
            expected=total.expected,
            placebos=least(one.placebos for one in rows),
            disjoint=least(one.disjoint for one in rows),
            assumptions=tuple(assumptions),
            warnings=warnings,
            areas=sum(one.areas for one in rows),
            smallest=min(one.smallest for one in rows),
            published=all(one.published for one in rows),
            waves=tuple(replace(one, warnings=(), checks=()) for one in rows),
        )

    def _beside(self, key: Parameter, parts: Sequence[Part], *, weighted: bool) -> None:
        """What decides nothing: the interval of independent errors, and what could be seen."""
        rule, shares = self.study.rule, len(self.waves)
        rows, noise = [part.at[shares] for part in parts], [part.noise[shares] for part in parts]
        own = self._made(key, rows, INDEPENDENT, (remark("pooled-independent"),))
        effect = own.value or 0.0
        wide, deciding = independent_ends(effect, noise, (rule.level, rule.deciding_level))
        assumptions = ("waves-independent", *own.assumptions)
        self.made.estimates.append(
            replace(
                own,
                low=wide[0],
                high=wide[1],
                deciding=deciding,
                assumptions=assumptions,
                waves=(),
            )
        )
        if not weighted:
            self.made.detectable.append(self._detectable(own, noise))

    def _detectable(self, own: Estimate, noise: Sequence[Noise]) -> Detectable:
        seen = PooledOutlook.of(noise)
        least = self.study.rule.smallest_effect
        return Detectable(
            replace(own.parameter, scale="ratio"),
            own.base_count,
            own.expected,
            seen.smallest_fall(least, POWER),
            seen.smallest_rise(least, POWER),
            POWER,
            own.placebos or 0,
            smallest=min(one.base_count or 0.0 for one in own.waves),
            published=own.published,
        )

    def _share_given(self, key: Parameter) -> bool:
        """Whether a set of shares was found."""
        return any(one.parameter == key and one.set for one in self.made.estimates)

    def _together(self, parts: Mapping[Parameter, Sequence[Part]]) -> None:
        """The deciding ends of each claim among its family, at a level divided once more."""
        for claim, key in claims_of(self.study, self.programme).items():
            many = family_size(self.study, self.programme, claim)
            share = key.question == "share"
            asked = replace(key, question=question_of(key.zone), scale="count") if share else key
            if asked not in parts or many < 2 or KINDS[claim.kind].region is None:
                continue
            shares = len(self.waves) * many
            rows = [part.at[shares] for part in parts[asked]]
            if share:
                moved = self._moved(asked)
                fell = bool(moved) and self._share_given(key)
                sets = moved_sets(key.zone, key.scale, moved, rows) if fell else None
                self.made.simultaneous[claim.id] = ((None, None),) if sets is None else sets[1]
                continue
            few = any((one.disjoint or 0) < self._needed(shares) for one in rows)
            self.made.simultaneous[claim.id] = ((None, None) if few else add_up(rows).deciding,)
