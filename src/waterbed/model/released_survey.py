"""What leaves of a survey.  Fields are those of `model.attitudes` by the same names."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.survey import Answers, ShareChange, SurveyDesign, as_asked


@dataclass(frozen=True, slots=True)
class ShownWave:
    """Who said yes, of all who answered; None where it is withheld."""

    yes: int | None
    of: int | None
    asked: str = ""

    @property
    def answers(self) -> Answers:
        return Answers(self.yes or 0, self.of or 0)


@dataclass(frozen=True, slots=True)
class ShownSurvey:
    """One question of a survey, with its change at the level that decides.

    value, low, high : of the change of the share, less that of the comparison where there is one;
        None where it is withheld or nobody was asked again
    level : two-sided, of low and high
    design_effect : as it was worked out; repeated : as it was given
    status : of counts and change, "exact", "rounded" or "withheld"
    """

    id: str
    question: str
    yes_means: str
    who: str
    source: str
    date: str
    before: ShownWave
    after: ShownWave | None = None
    comparison_before: ShownWave | None = None
    comparison_after: ShownWave | None = None
    same_people: bool = False
    repeated: float = 0.0
    design_effect: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.9
    status: str = "withheld"

    @property
    def waves(self) -> tuple[ShownWave, ...]:
        """Before and after, then the same where nothing was done, as far as they were asked."""
        every = (self.before, self.after, self.comparison_before, self.comparison_after)
        return tuple(wave for wave in every if wave is not None)

    @property
    def change(self) -> ShareChange | None:
        """The change with its waves; None where it is withheld or nobody was asked again."""
        if self.value is None or self.low is None or self.high is None:
            return None
        waves = tuple(wave.answers for wave in self.waves)
        effect = self.design_effect or 1.0
        return ShareChange(waves, self.value, self.low, self.high, self.level, effect, None)

    @property
    def seen(self) -> SurveyDesign | None:
        """The design by which the smallest change that it sees is worked out; as many after as
        before where nobody was asked again.  None where its counts are withheld."""
        if self.status == "withheld":
            return None
        before = [wave for wave in (self.before, self.comparison_before) if wave is not None]
        after = [wave for wave in (self.after, self.comparison_after) if wave is not None] or before
        return as_asked(
            [wave.answers for wave in before], [wave.answers for wave in after],
            self.design_effect or 1.0, self.repeated, (1 + self.level) / 2,
        )  # fmt: skip
