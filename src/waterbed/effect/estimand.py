"""What is estimated: one outcome in one place of a comparison, by one method."""

from __future__ import annotations

from dataclasses import dataclass, replace

from waterbed.effect.compare import Comparison
from waterbed.effect.inference import Pools
from waterbed.effect.setting import WHOLE, MethodFit, Place, Setting
from waterbed.model.estimate import Check, Figure, Parameter, Remark
from waterbed.model.panel import Panel
from waterbed.model.reference import Reference, Standing
from waterbed.model.study import NET, OTHER, question_of
from waterbed.model.window import Window
from waterbed.model.zones import Members


@dataclass(frozen=True, slots=True)
class Estimand:
    """An outcome in a place.

    method : by which it is estimated; "" of what the counts alone say
    published : whether the tables that the outcome draws on are
    """

    comparison: Comparison
    place: Place
    outcome: str
    method: str = ""
    published: bool = False

    def at(self, place: Place) -> Estimand:
        """The same in another place."""
        return replace(self, place=place)

    @property
    def o(self) -> int:
        """Position of the outcome."""
        return self.comparison.outcomes.index(self.outcome)

    @property
    def zone(self) -> str:
        return self.place[0]

    @property
    def setting(self) -> Setting:
        return self.comparison.setting

    @property
    def panel(self) -> Panel:
        return self.setting.panel

    @property
    def window(self) -> Window:
        return self.setting.window

    @property
    def members(self) -> Members:
        """Positions of the areas of the place."""
        return self.comparison.places[self.place]

    @property
    def counts(self) -> tuple[float, float]:
        """In the base and in the post months."""
        return self.comparison.counts(self.place, self.outcome)

    @property
    def smallest(self) -> float:
        """The smallest zone count in base or post months that a figure of the place rests on."""
        part, places = self.place[1], [self.place]
        if self.zone == NET:
            places = [key for key in self.comparison.places if key[1] in (WHOLE, part)]
        return min(min(self.comparison.counts(key, self.outcome)) for key in places)

    @property
    def unit(self) -> float:
        """Variance that each unit of an added effect brings (`Panel.unit`)."""
        return self.panel.unit(self.outcome, self.members)

    @property
    def weight(self) -> float | None:
        """The same of a sum by weight; None of a number of incidents."""
        return self.unit if self.outcome in self.panel.squares else None

    @property
    def refusal(self) -> str:
        """Why there is no estimate (a code of REFUSALS), or \"\"."""
        return self.comparison.refusal(self.place, self.outcome, self.method)

    @property
    def fitted(self) -> MethodFit:
        return self.comparison.fitted[self.method]

    @property
    def real(self) -> Standing:
        """Where the place stands, for this outcome alone: arrays of no dimension."""
        real, o = self.fitted.real[self.place], self.o
        return Standing(real.base[o], real.observed[o], real.expected[o], real.scale[o])

    @property
    def reference(self) -> Reference:
        return self.fitted.reference

    @property
    def pools(self) -> Pools:
        """Placebos that it is judged on: those of the whole zone, also for a part of it."""
        return self.reference.placebos(self.zone, self.outcome)

    @property
    def disjoint(self) -> int:
        """Placebos that share no area and year."""
        reference = self.reference
        return int(reference.disjoint[reference.zones.index(self.zone), self.o])

    def parameter(self, scale: str = "count") -> Parameter:
        beside = self.comparison.beside
        return Parameter(
            OTHER if beside else question_of(self.zone),
            self.window.intervention,
            self.outcome,
            beside or self.zone,
            self.window.key,
            scale,
            self.place[1],
        )

    def count(self, value: float, smallest: float, unit: str = "count") -> Figure:
        """A figure that rests on counts."""
        return Figure(value, unit, smallest, self.published)

    def check(
        self,
        facts: Remark,
        passed: bool | None,
        figure: Figure | None = None,
        *,
        gate: bool = False,
        bars: str = "",
    ) -> Check:
        """A check of it, under the name of its remark."""
        return Check(facts.code, passed, gate, facts, figure, bars, self.parameter())
