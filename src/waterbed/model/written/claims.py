"""Keys of a study for how claims are judged, and what each side says."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from waterbed.model.alongside import GROUP, ORDER, SUBJECT
from waterbed.model.kinds import KINDS, kinds_in_words
from waterbed.model.methods import HEADLINES
from waterbed.model.written.key import Form, Key
from waterbed.model.written.values import Id, IsoDate, Many, Month, Run, Text, When, one_of

BASES = ("year-before", "just-before")


class EventForm(Form):
    name: Annotated[Text, Key("What happened.", printed=True)]
    first: Annotated[Month, Key("First month: 2020-03.", decides=True)]
    last: Annotated[Month, Key("Last month: 2022-02.", decides=True)]
    source: Annotated[str, Key("Who says so, and where.", printed=True, links=True)] = ""


class WindowForm(Form):
    name: Annotated[
        Id, Key("What the comparison is called; claims refer to it.", decides=True, printed=True)
    ]
    intervention: Annotated[
        Id | None,
        Key(
            "The intervention that it is about; may be left out if there is only one.",
            decides=True,
            refers="interventions",
        ),
    ] = None
    base: Annotated[Run, Key("First and last month before: 2016-04 to 2017-03.", decides=True)]
    post: Annotated[Run, Key("First and last month after: 2017-04 to 2018-03.", decides=True)]


class ReadingsForm(Form):
    intervention: Annotated[
        Id | None,
        Key(
            "The intervention that they are about; may be left out if there is only one.",
            decides=True,
            refers="interventions",
        ),
    ] = None
    starts: Annotated[
        Many[Month],
        Field(min_length=1),
        Key("First months that may be meant: 2017-04; 2017-05.", decides=True),
    ]
    lengths: Annotated[
        Many[Annotated[int, Field(ge=1, le=12)]],
        Field(min_length=1),
        Key("Numbers of months that may be meant: 3; 6; 12.", decides=True),
    ]
    bases: Annotated[
        Many[Annotated[str, one_of(BASES)]],
        Field(min_length=1),
        Key(
            "What they may be compared with: year-before, the same months a year before; "
            "just-before, the months just before.",
            decides=True,
        ),
    ] = BASES


class RuleForm(Form):
    data_seen: Annotated[
        bool,
        Key(
            "Whether anyone who wrote this rule had seen these counts after the start.",
            decides=True,
        ),
    ]
    data_seen_date: Annotated[
        IsoDate, Key("The day on which that was so: 2026-11-24.", decides=True)
    ]
    level: Annotated[
        float,
        Field(gt=0.5, lt=1),
        Key("How sure a verdict must be: 0.95 is the usual.", decides=True),
    ] = 0.95
    headline: Annotated[
        str,
        one_of(HEADLINES),
        Key("The method that decides; leave it at forecast unless you know why.", decides=True),
    ] = "forecast"
    leads: Annotated[
        Id | None,
        Key(
            "The outcome that the first page of a report answers about, where a claim is about it; "
            "the one that most claims are about, if left out.",
            decides=True,
            refers="outcomes",
        ),
    ] = None
    smallest_effect: Annotated[
        float,
        Field(ge=0, lt=1),
        Key("A change smaller than this counts as none: 0.05 is one in twenty.", decides=True),
    ] = 0.0
    margin: Annotated[
        float,
        Field(gt=0, le=1),
        Key(
            "The share of a fall that must turn up next door to be called moved: 0.2.", decides=True
        ),
    ] = 0.2
    margin_count: Annotated[
        Annotated[float, Field(gt=0)] | None,
        Key("The same as a number of incidents more than expected next door: 12.", decides=True),
    ] = None
    reporting_change: Annotated[
        Annotated[Many[Annotated[float, Field(gt=0)]], Field(min_length=2, max_length=2)] | None,
        Key(
            "The range in which reporting may have changed, the same for both sides: 0.8 to 1.1.",
            decides=True,
        ),
    ] = None
    windows: Annotated[
        Many[WindowForm],
        Key("The months to be compared. Without one: twelve months before and after."),
    ] = ()
    readings: Annotated[
        Many[ReadingsForm], Key("The ways in which a claim of the kind recorded may be read.")
    ] = ()


class ClaimForm(Form):
    id: Annotated[Id, Key("Short name of the claim.", decides=True, printed=True)]
    who: Annotated[
        Text,
        Key(
            "The office or organisation that says it; never a person's name.",
            decides=True,
            printed=True,
        ),
    ]
    side: Annotated[
        Text | None,
        Key(
            "The side that it belongs to, in the words that it would use of itself; who says it, "
            "if left out.",
            printed=True,
        ),
    ] = None
    words: Annotated[
        Text,
        Key(
            "What was said, in its own words; quotation marks only round real quotations.",
            printed=True,
        ),
    ]
    source: Annotated[
        Text, Key("Where it was said: publication, date, address.", printed=True, links=True)
    ]
    date: Annotated[
        When, Key("When, as far as it is known: 2018-05-22, early 2018, or undated.", printed=True)
    ]
    kind: Annotated[
        str,
        one_of(KINDS),
        Key(kinds_in_words(), decides=True),
    ]
    subject: Annotated[str, Key(SUBJECT, printed=True)] = ""
    group: Annotated[str, Key(GROUP, printed=True)] = ""
    order: Annotated[Annotated[int, Field(ge=1)] | None, Key(ORDER)] = None
    by_study: Annotated[
        bool,
        Key("Whether the study puts it itself, and nobody is known to have said it; it is marked."),
    ] = False
    intervention: Annotated[
        Id | None,
        Key(
            "The intervention or the programme that it is about; may be left out if "
            "there is only one.",
            decides=True,
            refers="interventions",
        ),
    ] = None
    outcome: Annotated[
        Id | None,
        Key(
            "The outcome that it is about; may be left out where other_outcome is given.",
            decides=True,
            refers="outcomes",
        ),
    ] = None
    zone: Annotated[
        Id | None,
        Key(
            "Where: target, a zone, or net (target and zones together); the target if left "
            "out, all zones for kinds that set the target beside them.",
            decides=True,
            refers="zones",
        ),
    ] = None
    other_outcome: Annotated[
        Id | None,
        Key(
            "Name of an other outcome of the intervention, where the claim is "
            "about that count in its own place: that it moved indoors is said as rose of it.",
            decides=True,
        ),
    ] = None
    window: Annotated[
        Id | None,
        Key(
            "The months that it is about, by name, from the windows of the rule.",
            decides=True,
            refers="windows",
        ),
    ] = None
    later: Annotated[
        Id | None,
        Key(
            "For a claim that a change lasted or went back: the later months, by name, "
            "from the windows of the rule.",
            decides=True,
            refers="windows",
        ),
    ] = None
    stated: Annotated[
        float | None,
        Key(
            "The figure that it gives, as a ratio: -0.21 for down 21%; for a number of "
            "people, the number; for a survey, points: 0.1 for ten in a hundred.",
            decides=True,
        ),
    ] = None
    rounding: Annotated[
        Annotated[float, Field(gt=0)] | None,
        Key("The step to which that figure is rounded: 0.01 for whole per cents.", decides=True),
    ] = None
    negated: Annotated[bool, Key("Whether the claim is that this is not so.", decides=True)] = False
    place: Annotated[
        str,
        one_of(("named", "nearest")),
        Key(
            "named: it means these areas. nearest: it means a place that the counts do not "
            "have, and these are the nearest.",
            decides=True,
        ),
    ] = "named"
    family: Annotated[
        str,
        Key(
            "Claims with the same word here are also judged together; by who makes them if "
            "left out.",
            decides=True,
            printed=True,
        ),
    ] = ""
    tested_by: Annotated[
        str, Key("What would settle it where these data cannot.", printed=True)
    ] = ""
    actions: Annotated[
        Many[Id],
        Key(
            "For a claim of what was done: the activity that it is about, by id; several are "
            "added up.",
            decides=True,
            refers="activity",
        ),
    ] = ()
    among: Annotated[
        Many[Id],
        Key(
            "For a share of what was done: all the activity that it is a share of, by id, that "
            "of actions among it.",
            decides=True,
            refers="activity",
        ),
    ] = ()
    span: Annotated[
        Run | None,
        Key("First and last month that a claim of what was done speaks of.", decides=True),
    ] = None
    survey: Annotated[
        Id | None,
        Key(
            "For fewer-say and more-say, of what people answer: the survey, by id.",
            decides=True,
            refers="survey",
        ),
    ] = None
    covariate: Annotated[
        Id | None,
        Key(
            "The covariate that it speaks of, whose second reading is told beside it and bears on "
            "no answer.",
            refers="covariate",
        ),
    ] = None
    test: Annotated[
        Id | None,
        Key("The study that would settle it, in place of tested_by or beside it.", refers="tests"),
    ] = None
    population: Annotated[
        Id | None,
        Key(
            "For a claim of a number: the population that it speaks of; for one of harm or of "
            "reporting: the people whom it is about.",
            decides=True,
            refers="populations",
        ),
    ] = None
    numerator: Annotated[
        Id | None,
        Key(
            "For a claim of a share: the population of which there is said to be a share.",
            decides=True,
            refers="populations",
        ),
    ] = None
    denominator: Annotated[
        Id | None,
        Key(
            "For a claim of a share: the population that it is a share of.",
            decides=True,
            refers="populations",
        ),
    ] = None
