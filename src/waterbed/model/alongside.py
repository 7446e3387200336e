"""What a study keeps beside its claims, as it is written: opinions, what is known from elsewhere,
and the studies that would test what these data cannot.

None of it is evidence: the judge never sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from waterbed.model.written.key import Key
from waterbed.model.written.values import Id, Many, Text, When, one_of

GROUP = "Heading of the part of the list it stands in: said in the article, said elsewhere."
ORDER = (
    "Its number in what is answered sentence by sentence; the report has a table in this order. "
    "Several claims may share one."
)
SUBJECT = "Heading under which it stands in the report."
SIZED = ("share", "change", "counts", "places", "lists")
"""Ways in which the size of a study that would test a claim is worked out."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """Something said that no count could show to be so or not so: it is listed, and not judged."""

    who: Annotated[Text, Key("The office or organisation that holds it.", printed=True)]
    words: Annotated[Text, Key("What was said, as under [[claims]].", printed=True)]
    source: Annotated[Text, Key("Where it was said.", printed=True, links=True)]
    date: Annotated[When, Key("When, as far as it is known.", printed=True)]
    subject: Annotated[str, Key(SUBJECT, printed=True)] = ""
    group: Annotated[str, Key(GROUP, printed=True)] = ""
    order: Annotated[Annotated[int, Field(ge=1)] | None, Key(ORDER)] = None


SIDES = ("agrees", "disagrees", "beside")
"""How a finding from elsewhere may bear on a claim."""


@dataclass(frozen=True, slots=True)
class Known:
    """A finding from elsewhere that bears on claims of this study, in whichever direction.

    agrees, disagrees, beside : ids of claims that it speaks for, against, or neither
    figure, low, high : what it found and its interval, of the `measure`; None where it gives none
    """

    finding: Annotated[Text, Key("What was found, in a sentence.", printed=True)]
    source: Annotated[Text, Key("Who found it, and where it is printed.", printed=True, links=True)]
    where: Annotated[Text, Key("Where and when: East London, 2018 to 2019.", printed=True)]
    design: Annotated[
        Text,
        Key("How it was found: a cohort, a survey at one time, a review of studies.", printed=True),
    ]
    agrees: Annotated[Many[Id], Key("Ids of claims that it speaks for.", refers="claims")] = ()
    disagrees: Annotated[
        Many[Id], Key("Ids of claims that it speaks against.", refers="claims")
    ] = ()
    beside: Annotated[
        Many[Id],
        Key("Ids of claims that it bears on and speaks neither for nor against.", refers="claims"),
    ] = ()
    measure: Annotated[str, Key("What its figure is: odds ratio, share.", printed=True)] = ""
    figure: Annotated[float | None, Key("The figure.")] = None
    low: Annotated[float | None, Key("Lower end of its interval.")] = None
    high: Annotated[float | None, Key("Upper end of its interval.")] = None
    checked: Annotated[
        bool,
        Key("Whether finding and figure were held against the source itself; reports say which."),
    ] = False


@dataclass(frozen=True, slots=True)
class WouldTest:
    """A study that would test claims which these data cannot.

    by : how its size is worked out (`model.sizes`), "" where it is not
    expected, within, change, seen, spread, comparison : what that rests on
    staff, months : people at work on it and for how long, roughly; None where nobody says
    """

    id: Annotated[Id, Key("Short name, which claims refer to under test.", printed=True)]
    what: Annotated[Text, Key("What would have to be done, in a sentence.", printed=True)]
    by: Annotated[
        str,
        one_of(SIZED),
        Key(
            "How its size is worked out: share, one survey; change, a survey before and after; "
            "counts, the same of counts; places, counts in two places; lists, two that overlap."
        ),
    ] = ""
    of: Annotated[
        str, Key("What is asked or counted, for the sentence: residents, nights.", printed=True)
    ] = ""
    expected: Annotated[
        Annotated[float, Field(gt=0)] | None,
        Key(
            "Of a survey the share expected, 0.5 if nobody knows; of counts the number at each; "
            "of lists the number of people."
        ),
    ] = None
    within: Annotated[
        Annotated[float, Field(gt=0, lt=1)] | None,
        Key("Of share and lists: how near it must come: 0.1 is ten points, or a tenth."),
    ] = None
    change: Annotated[
        Annotated[float, Field(ge=-1, le=10)] | None,
        Key(
            "Of change, counts and places: what must be seen, with its sign: -0.1 is ten points "
            "fewer of a share, -0.25 a quarter fewer of a count."
        ),
    ] = None
    seen: Annotated[
        Annotated[float, Field(gt=0, le=1)],
        Key("Of counts and places: the chance that one who is there is seen."),
    ] = 1.0
    spread: Annotated[
        Annotated[float, Field(gt=0)],
        Key(
            "How many times more than chance alone the counts stray, or answers given in clusters."
        ),
    ] = 1.0
    comparison: Annotated[
        bool, Key("Whether as many are asked or counted where nothing is done.")
    ] = False
    staff: Annotated[
        Annotated[float, Field(gt=0)] | None, Key("People whose work it takes, roughly.")
    ] = None
    months: Annotated[
        Annotated[float, Field(gt=0)] | None, Key("Months of their work, roughly.")
    ] = None
    holders: Annotated[
        str, Key("Who could hold the data, as offices or services; never places.", printed=True)
    ] = ""
