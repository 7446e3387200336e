"""Waves of a programme put together: one row for all of them, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from waterbed.claims import Asked
from waterbed.displacement.movement import fall_supported
from waterbed.effect.inference import placebos_needed
from waterbed.effect.possible import PossibleShare, if_nothing
from waterbed.effect.setting import CO_TREATED, REST, WHOLE
from waterbed.model.estimate import Check, Estimate, Figure, Parameter, remark
from waterbed.model.findings import Findings, Possible, total
from waterbed.model.kinds import KINDS
from waterbed.model.programme import ALL_WAVES, POOLED, WITHOUT_TEST, Programme, add_up
from waterbed.model.region import Pieces
from waterbed.model.study import NET, TARGET, Study, question_of
from waterbed.model.window import AlternativeStart, WindowFrom, WindowKey
from waterbed.programme.movement import fell_check, moved_sets, movement_sums, scales_of, share_key
from waterbed.programme.pool_parts import Summand, counted_twice, union, warnings_of
from waterbed.programme.possible import PossibleSum
from waterbed.programme.rows import beside, could_see, pooled_row
from waterbed.programme.share_sum import Moved
from waterbed.programme.wave import Part, claims_of, family_size


def pool(
    study: Study,
    asked: Sequence[Asked],
    main: Mapping[str, Summand],
    moved: Mapping[tuple[str, AlternativeStart], Summand],
) -> Findings:
    """Every programme of a study, from its waves.

    main : by intervention; moved : the same from its other starts
    """
    return total(_pool_one(study, programme, asked, main, moved) for programme in study.programmes)


def _pool_one(
    study: Study,
    programme: Programme,
    asked: Sequence[Asked],
    main: Mapping[str, Summand],
    moved: Mapping[tuple[str, AlternativeStart], Summand],
) -> Findings:
    # In the order of the interventions, so that the order of `waves` changes no digit.
    waves = [
        main[intervention.id]
        for intervention in study.interventions
        if intervention.id in programme.waves
    ]
    findings = _Pooling(study, programme, asked, waves, ALL_WAVES).findings()
    windows = []
    for (key, alternative), other in moved.items():
        if key in programme.waves:
            windows.append(WindowFrom(ALL_WAVES, alternative, key))
            swapped = [other if wave.id == key else wave for wave in waves]
            findings += _Pooling(study, programme, asked, swapped, windows[-1]).findings()
    where, claimed = (programme.id, ALL_WAVES), claims_of(asked, programme)
    return findings + Findings(
        detectable=tuple(could_see(claimed, findings.detectable, study.rule.smallest_effect)),
        alternatives={
            key: tuple(replace(key, window=window) for window in windows) for _, key in claimed
        },
        events={where: union(wave.findings.events for wave in waves)},
        package={where: union(wave.findings.package for wave in waves)},
    )


@dataclass(frozen=True, slots=True)
class _Pooling:
    """One programme with one start for each of its waves."""

    study: Study
    programme: Programme
    asked: Sequence[Asked]
    waves: Sequence[Summand]
    window: WindowKey

    def findings(self) -> Findings:
        return total(
            self._outcome(outcome.id, weighted=bool(outcome.weights))
            for outcome in self.study.outcomes
        )

    def _outcome(self, outcome: str, *, weighted: bool) -> Findings:
        """Every place, the target first, on whose fall the movement to the others rests."""
        target = replace(self._key(outcome, TARGET, WHOLE), scale="ratio")
        findings = Findings()
        for zone in self._zones():
            for part in self._parts(zone):
                key = self._key(outcome, zone, part)
                findings += self._place(key, findings.of(target, POOLED), findings, weighted)
        return findings

    def _key(self, outcome: str, zone: str, part: str) -> Parameter:
        question = question_of(zone)
        return Parameter(question, self.programme.id, outcome, zone, self.window, "count", part)

    def _zones(self) -> tuple[str, ...]:
        """The target, each zone that all waves have, and net where all have zones."""
        named = [
            [name for name, _ in self.study.intervention(wave.id).zones] for wave in self.waves
        ]
        shared = [name for name in named[0] if all(name in zones for zones in named)]
        return (TARGET, *shared, *([NET] if all(named) else []))

    def _parts(self, zone: str) -> tuple[str, ...]:
        shared = any(wave.wave and (zone, CO_TREATED) in wave.wave.members for wave in self.waves)
        return (WHOLE, CO_TREATED, REST) if shared else (WHOLE,)

    def _of_wave(self, summand: Summand, key: Parameter) -> Parameter | None:
        """The wave's own parameter behind one of the programme; None where it has no such part."""
        first = self.study.rule.default_window(summand.id)
        known = {} if summand.wave is None else summand.wave.members
        part = key.part
        if (key.zone, part) not in known and part != WHOLE:
            if part == CO_TREATED:
                return None
            part = WHOLE
        window: WindowKey = "" if first is None else first.name
        if summand.wave is not None and summand.wave.parts:
            window = next(iter(summand.wave.parts)).window
        return replace(key, intervention=summand.id, window=window, part=part)

    def _place(
        self,
        counts: Parameter,
        target: Estimate | None,
        before: Findings,
        weighted: bool,
    ) -> Findings:
        """One place: its sums on counts and as a ratio, and what rests on them.

        target : the sum of the targets as a ratio; before : of the places before this one
        """
        keys = [counts, replace(counts, scale="ratio")]
        plain = self.window == ALL_WAVES and counts.part == WHOLE
        why = self._refusal(counts)
        if why:
            shares = [share_key(counts, scale) for scale in scales_of(self.study.rule)]
            refused = Findings(refusals=dict.fromkeys([*keys, *shares], why))
            return refused + self._instead(counts, why) if plain else refused
        parts = {key: self._parts_of(key) for key in keys}
        few = self._too_few(parts[counts])
        sums = tuple(self._sum(key, parts[key], few) for key in keys)
        findings = Findings(sums, few, possible=self._possible(parts))
        if counts.zone != TARGET and not weighted:
            findings += self._movement(sums[0], target, parts[counts], before)
        if plain:
            findings += beside(counts, parts[counts], self.study.rule, weighted=weighted)
            findings += Findings(simultaneous=self._together(parts, findings))
        return findings

    def _moved(self, counts: Parameter) -> list[Moved]:
        """Target and zone of each wave; none where a wave does not have both."""
        own = [(wave.wave, self._of_wave(wave, counts)) for wave in self.waves]
        pairs = [
            wave.moves.get(share_key(key))
            for wave, key in own
            if wave is not None and key is not None
        ]
        known = [pair for pair in pairs if pair is not None]
        return known if len(known) == len(pairs) else []

    def _movement(
        self,
        zone: Estimate,
        target: Estimate | None,
        parts: Sequence[Part],
        before: Findings,
    ) -> Findings:
        """How much of what all targets lost turned up in a zone, and its gate."""
        rule, counts = self.study.rule, zone.parameter
        moved = self._moved(counts)
        if not moved or target is None:
            why = before.refusals.get(self._key(counts.outcome, TARGET, WHOLE), "wave")
            keys = [share_key(counts, scale) for scale in scales_of(rule)]
            return Findings(refusals=dict.fromkeys(keys, why))
        gate = fell_check(counts, target, target.checks, moved, rule, len(self.waves))
        rows = [part.at[len(self.waves)] for part in parts]
        shares = movement_sums(counts, moved, rows, zone, target, bool(gate.passed), rule)
        able = fall_supported(
            if_nothing(target, before.possible[target.parameter]), target.checks, rule
        )
        share = PossibleShare("" if able else "target-fell")
        return Findings(
            tuple(replace(share, checks=(gate,)) for share in shares),
            (gate,),
            possible=dict.fromkeys((share.parameter for share in shares), share),
        )

    def _possible(self, parts: Mapping[Parameter, Sequence[Part]]) -> dict[Parameter, Possible]:
        n = len(self.waves)
        return {
            key: PossibleSum(
                tuple(part.at[n] for part in own), tuple(part.possible[n] for part in own)
            )
            for key, own in parts.items()
        }

    def _parts_of(self, key: Parameter) -> list[Part]:
        own = [(wave, self._of_wave(wave, key)) for wave in self.waves]
        return [
            summand.wave.parts[k]
            for summand, k in own
            if k is not None and summand.wave is not None
        ]

    def _refusal(self, key: Parameter) -> str:
        """Why the waves cannot be added up, a code of REFUSALS, or ""."""
        if self._twice(key):
            return "counted-twice"
        if key.zone in (TARGET, NET) and self._treated_before():
            return "base-treated"
        own = [(wave, self._of_wave(wave, key)) for wave in self.waves]
        gone = [
            summand
            for summand, k in own
            if k and (summand.wave is None or k not in summand.wave.parts)
        ]
        return "wave" if gone else ""

    def _twice(self, key: Parameter) -> bool:
        """Whether an area and month would be counted in two waves."""
        there = [wave.wave for wave in self.waves if wave.wave is not None]
        place, none = (key.zone, WHOLE), np.empty(0, np.int64)
        return counted_twice([(wave.post, wave.members.get(place, none)) for wave in there])

    def _treated_before(self) -> bool:
        """Whether the base of a wave's target lies under another wave: what is compared with it is
        then what the other changed."""
        there = [wave.wave for wave in self.waves if wave.wave is not None]
        return any(set(wave.before) & set(self.programme.waves) for wave in there)

    def _instead(self, key: Parameter, why: str) -> Findings:
        """A check that says which waves are in the way, and bounds that have no test."""
        named, because = [], []
        for summand in self.waves if why == "wave" else ():
            own = self._of_wave(summand, key)
            if summand.wave is None or own not in summand.wave.parts:
                named.append(summand.id)
                outside = summand.wave is None or own is None
                reason = "outside" if outside else summand.findings.refusals.get(own, "")  # type: ignore[arg-type]
                because.append(reason or "no-zone")
        facts = remark("waves", why=why, waves=tuple(named), because=tuple(because))
        check = Check("waves", False, False, facts, parameter=key)
        return Findings(self._bounds(key) if why == "wave" else (), (check,))

    def _bounds(self, key: Parameter) -> tuple[Estimate, ...]:
        """Bounds without a test, where those waves that have no test have such bounds."""
        rows: list[Estimate] = []
        named: list[str] = []
        for wave in self.waves:
            own = self._of_wave(wave, key)
            if wave.wave is None or own is None:
                return ()
            if own in wave.wave.parts:
                rows.append(wave.wave.parts[own].at[len(self.waves)])
            elif own in wave.wave.bounds:
                rows.append(wave.wave.bounds[own])
                named.append(wave.id)
            else:
                return ()
        facts = remark("pooled-without-test", waves=tuple(named))
        row = pooled_row(key, rows, self.study.rule.level, WITHOUT_TEST, (facts,))
        return (replace(row, value=None, deciding=None, expected=None),)

    def _too_few(self, parts: Sequence[Part]) -> tuple[Check, ...]:
        """Gates of waves with too few separate placebos for their share."""
        needed, gates = self._needed(len(self.waves)), []
        for wave in (part.at[len(self.waves)] for part in parts):
            apart = min(wave.placebos or 0, wave.disjoint or 0)
            if apart >= needed:
                continue
            facts = remark(
                "placebos",
                placebos=Figure(wave.placebos),
                needed=Figure(needed),
                disjoint=Figure(wave.disjoint),
            )
            key = replace(wave.parameter, window=self.window)
            gates.append(
                Check("placebos", False, True, facts, Figure(apart), bars="both", parameter=key)
            )
        return tuple(gates)

    def _sum(self, key: Parameter, parts: Sequence[Part], few: tuple[Check, ...]) -> Estimate:
        rows = [part.at[len(self.waves)] for part in parts]
        facts = [remark("pooled-bounds", waves=Figure(len(rows)))]
        short = tuple(
            row.parameter.intervention for row in rows if None in (row.deciding or (None,))
        )
        if short and key.scale == "count":
            facts.append(
                remark("pooled-open", waves=short, needed=Figure(self._needed(len(self.waves))))
            )
        checks = tuple(check for row in rows for check in row.checks)
        row = pooled_row(key, rows, self.study.rule.level, POOLED, (*facts, *warnings_of(rows)))
        return replace(row, checks=(*checks, *few))

    def _needed(self, shares: int) -> int:
        """Placebos that each wave needs where the error is divided in so many parts."""
        return placebos_needed(self.study.rule.level, shares)

    def _together(
        self, parts: Mapping[Parameter, Sequence[Part]], findings: Findings
    ) -> dict[str, Pieces]:
        """The deciding ends of each claim among its family, at a level divided once more."""
        pieces: dict[str, Pieces] = {}
        for asked, key in claims_of(self.asked, self.programme):
            claim = asked.claim
            many = family_size(self.asked, self.programme, asked.family)
            share = key.question == "share"
            counts = replace(key, question=question_of(key.zone), scale="count") if share else key
            if counts not in parts or many < 2 or KINDS[claim.kind].region is None:
                continue
            shares = len(self.waves) * many
            rows = [part.at[shares] for part in parts[counts]]
            if share:
                given, moved = findings.of(key, POOLED), self._moved(counts)
                fell = bool(moved) and given is not None and bool(given.set)
                sets = moved_sets(key.zone, key.scale, moved, rows) if fell else None
                pieces[claim.id] = ((None, None),) if sets is None else sets[1]
                continue
            few = any((row.disjoint or 0) < self._needed(shares) for row in rows)
            pieces[claim.id] = ((None, None) if few else add_up(rows).deciding,)
        return pieces
