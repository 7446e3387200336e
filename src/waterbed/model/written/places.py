"""Keys of a study for what was done, when, and where it may have moved to."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from waterbed.model.written.costs import SpentForm
from waterbed.model.written.key import GROUP, OF, TOLERANCE, TOUCHING, WITHIN, Form, Key
from waterbed.model.written.values import Day, Id, Many, Text, one_of, place

CHOSEN_FOR = ("peak", "peak-share", "rise", "level", "excess", "last-quarter", "random", "unknown")


class PlaceForm(Form):
    """Areas by id or by the name of a group."""

    short = "areas"
    areas: Annotated[
        Annotated[Many[Text], Field(min_length=1)] | None,
        Key(
            "Codes or names of its areas. A zone has one rule: areas, group, touching or within.",
            decides=True,
        ),
    ] = None
    group: Annotated[Text | None, Key(GROUP, decides=True)] = None


class ZoneForm(PlaceForm):
    """Areas by id, by group, touching another zone, or within a distance of one."""

    touching: Annotated[Id | None, Key(TOUCHING, decides=True, refers="zones")] = None
    tolerance: Annotated[
        Annotated[float, Field(ge=0, le=1000)] | None, Key(TOLERANCE, decides=True)
    ] = None
    within: Annotated[
        Annotated[float, Field(gt=0, le=100_000)] | None, Key(WITHIN, decides=True)
    ] = None
    of: Annotated[Id | None, Key(OF, decides=True, refers="zones")] = None


class NamedZoneForm(ZoneForm):
    name: Annotated[
        Id, Key("What the zone is called; claims refer to it.", decides=True, printed=True)
    ]


class OtherOutcomeForm(NamedZoneForm):
    """An outcome in areas of its own, which keep whatever role they have."""

    name: Annotated[
        Id,
        Key(
            "What the place is called in the report: indoors, whole borough.",
            decides=True,
            printed=True,
        ),
    ]
    areas: Annotated[
        Many[Text] | None,
        Field(min_length=1),
        Key(
            "Codes or names of its areas, all of the target or none of it. One rule: areas, group, "
            "touching or within.",
            decides=True,
        ),
    ] = None

    outcome: Annotated[
        Id,
        Key(
            "The outcome counted there. In the target itself every outcome is judged "
            "without being asked.",
            decides=True,
            refers="outcomes",
        ),
    ]


class AlternativeForm(Form):
    start: Annotated[Day, Key("The other day or month: 2017-06.", decides=True)]
    source: Annotated[Text, Key("Who gives it, and where.", printed=True, links=True)]


class ChosenForm(Form):
    rule: Annotated[
        str,
        one_of(CHOSEN_FOR),
        Key(
            "How the place came to be chosen: for its peak, peak-share, rise, level, excess or "
            "last-quarter of an outcome, at random, or unknown.",
            decides=True,
        ),
    ] = "unknown"
    outcome: Annotated[
        Id | None, Key("The outcome that it was chosen for.", decides=True, refers="outcomes")
    ] = None


PlaceField = Annotated[PlaceForm, BeforeValidator(place)]


class InterventionForm(Form):
    id: Annotated[
        Id, Key("Short name, which windows and claims refer to.", decides=True, printed=True)
    ]
    name: Annotated[
        Text | None, Key("What it is called in the report, if not by its short name.", printed=True)
    ] = None
    kind: Annotated[
        Text,
        Key(
            "What kind of thing it is: police operation, public space protection order, lighting.",
            printed=True,
        ),
    ]
    reading_of: Annotated[
        Id | None,
        Key(
            "Where it is the same measure as another of them, read a second way because sources "
            "leave its areas or dates open: the id of that one.",
            refers="interventions",
        ),
    ] = None
    start: Annotated[
        Day,
        Key(
            "The day it began, 2018-08-21, or the month if it began with one, 2017-04.",
            decides=True,
        ),
    ]
    start_month: Annotated[
        str,
        one_of(("neither", "base", "post")),
        Key(
            "Where the month goes that it began in, if not on the 1st: neither, base "
            "(before) or post (after).",
            decides=True,
        ),
    ] = "neither"
    start_source: Annotated[
        str, Key("Who gives this date, and where.", printed=True, links=True)
    ] = ""
    end: Annotated[
        Day | None, Key("The day or month it ended; left out while it goes on.", decides=True)
    ] = None
    areas: Annotated[
        PlaceField | None,
        Key("Codes or names of the areas that it covers; the target if left out.", decides=True),
    ] = None
    target: Annotated[
        PlaceField | None,
        Key(
            "Codes or names of the areas whose change is asked about; left out of an intervention "
            "that only happened at the same time, whose own effect is not asked about.",
            decides=True,
        ),
    ] = None
    areas_apart: Annotated[
        bool,
        Key(
            "Where there is no map, and the target or a listed zone has several areas: true says "
            "that no two areas of target and zones lie side by side. With a map, the map tells.",
            decides=True,
        ),
    ] = False
    zones: Annotated[
        Many[NamedZoneForm], Key("Where it may have moved to: one entry a zone, nearest first.")
    ] = ()
    buffer: Annotated[
        ZoneForm | None,
        BeforeValidator(place),
        Key("Codes of areas in no comparison, because it may have reached them too.", decides=True),
    ] = None
    donors: Annotated[
        PlaceField,
        Key(
            "Codes of the areas that it may be compared with; rest, or left out: all others.",
            decides=True,
        ),
    ] = PlaceForm()
    alternative_starts: Annotated[
        Many[AlternativeForm], Key("Other dates that somebody gives for the start.")
    ] = ()
    chosen_for: Annotated[ChosenForm, Key("How the place came to be chosen.")] = ChosenForm()
    spent: Annotated[
        SpentForm | None, Key("What was spent on it, for what an incident avoided cost.")
    ] = None
    other_outcomes: Annotated[
        Many[OtherOutcomeForm],
        Key(
            "What it may have turned to, where that is counted: brothel "
            "closures in the whole borough. Judged beside the target, added to nothing."
        ),
    ] = ()


class ProgrammeForm(Form):
    """Interventions that are waves of one programme."""

    id: Annotated[
        Id,
        Key(
            "Short name of the programme; a claim about all of its waves names it under "
            "intervention.",
            decides=True,
            printed=True,
        ),
    ]
    name: Annotated[
        Text | None, Key("What it is called in the report; the id if left out.", printed=True)
    ] = None
    waves: Annotated[
        Many[Id],
        Field(min_length=2),
        Key(
            "Ids of its interventions, two or more, each with a target and months of its own.",
            decides=True,
            refers="interventions",
        ),
    ]
