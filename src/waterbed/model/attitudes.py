"""Attitudes: what people answered to one question, before and after, as a survey counted them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from waterbed.model.survey import Answers, ShareChange
from waterbed.model.written.key import Form, Key, Written
from waterbed.model.written.values import Id, Text, When


class WaveForm(Form):
    """One wave.  Its counts are data, as those of a table are: they are in no hash of the rule, so
    that a study can be locked before the people are asked again."""

    yes: Annotated[int, Field(ge=0), Key("How many said yes, of all who answered.")]
    of: Annotated[int, Field(ge=1), Key("How many answered, people and not per cent.")]
    asked: Annotated[When, Key("When they were asked, as far as known.", printed=True)] = ""


@dataclass(frozen=True, slots=True)
class Wave:
    """Those who said yes, and all who answered."""

    yes: int
    of: int
    asked: str = ""

    @property
    def answers(self) -> Answers:
        return Answers(self.yes, self.of)


@dataclass(frozen=True, slots=True)
class Survey:
    """One question of a survey: a wave before, one after, and the same where nothing was done.

    Kept otherwise than written: waves are `Wave`s.
    """

    id: Annotated[Id, Key("Short name, which claims refer to.", decides=True, printed=True)]
    question: Annotated[Text, Key("What was asked, word for word.", printed=True)]
    yes_means: Annotated[
        Text,
        Key("The answers that count as yes: agree, strongly agree.", decides=True, printed=True),
    ]
    before: Annotated[Wave, Written(WaveForm), Key("The wave before.")]
    source: Annotated[Text, Key("Who asked, and where it is printed.", printed=True, links=True)]
    who: Annotated[
        str, Key("Who was asked, in words: residents of the ward, aged 16 and over.", printed=True)
    ] = ""
    after: Annotated[
        Wave | None,
        Written(WaveForm | None),
        Key("The wave after; left out where nobody has been asked again yet."),
    ] = None
    comparison_before: Annotated[
        Wave | None, Written(WaveForm | None), Key("The wave before where nothing was done.")
    ] = None
    comparison_after: Annotated[
        Wave | None, Written(WaveForm | None), Key("The wave after where nothing was done.")
    ] = None
    same_people: Annotated[
        bool, Key("Whether those asked after are the people asked before.", decides=True)
    ] = False
    repeated: Annotated[
        Annotated[float, Field(ge=0, lt=1)],
        Key(
            "Of the same people, the correlation of a person's two answers; 0 where nobody knows, "
            "which makes the range wider.",
            decides=True,
        ),
    ] = 0.0
    cluster: Annotated[
        Annotated[float, Field(gt=0)],
        Key("People asked in each street, school or workplace; 1: each by chance.", decides=True),
    ] = 1.0
    correlation: Annotated[
        Annotated[float, Field(ge=0, le=1)],
        Key("How alike people of one of these answer: 0.01 to 0.1 is usual.", decides=True),
    ] = 0.0
    design_effect: Annotated[
        Annotated[float, Field(gt=0)] | None,
        Key("In place of both, as the survey's own report gives it.", decides=True),
    ] = None
    date: Annotated[When, Key("When it was printed, as far as known.", printed=True)] = ""
    published: Annotated[
        bool, Key("Whether these very counts are published already.", decides=True)
    ] = False

    @property
    def pairs(self) -> tuple[tuple[Wave, Wave | None], ...]:
        """Before and after, where something was done and, if asked, where nothing was."""
        pairs: list[tuple[Wave, Wave | None]] = [(self.before, self.after)]
        if self.comparison_before is not None:
            pairs.append((self.comparison_before, self.comparison_after))
        return tuple(pairs)

    @property
    def waves(self) -> tuple[Wave, ...]:
        """All that were asked, each before with its after."""
        return tuple(wave for pair in self.pairs for wave in pair if wave is not None)

    @property
    def compared(self) -> bool:
        return self.comparison_before is not None


EXACT, ROUNDED, WITHHELD = "exact", "rounded", "withheld"


@dataclass(frozen=True, slots=True)
class Attitude:
    """A survey with what it found.

    change : by how much the share changed, at the level that decides; None where nobody was asked
        again, or where the counts are withheld
    possible : the furthest changes, either way, that as many answers after could have given,
        whatever people say
    effect : the factor by which the design raises the variance of a share
    status : of its counts, EXACT, ROUNDED or WITHHELD
    """

    survey: Survey
    effect: float = 1.0
    change: ShareChange | None = None
    possible: tuple[ShareChange, ...] = ()
    status: str = EXACT
