"""The study as it is written: everything that a study may hold, said once.

Every key is a field with its sentence (`Key`), whether it decides (it is in the hash of the rule)
and whether it is printed as the user wrote it.  Comments in TOML, the workbook, docs/keys.md, the
hash and what `check` lists as free text follow from the fields.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from waterbed.model.calibration import TOPICS
from waterbed.model.closed_loop import DESIGNS
from waterbed.model.written.claims import ClaimForm, EventForm, RuleForm
from waterbed.model.written.costs import UnitCostForm
from waterbed.model.written.key import Form, Key
from waterbed.model.written.known_totals import KnownTotalForm
from waterbed.model.written.places import InterventionForm, ProgrammeForm
from waterbed.model.written.tables import (
    ActivityForm,
    AreasForm,
    CountsForm,
    CovariateForm,
    DelayForm,
    KnownForm,
    OpinionForm,
    OutcomeForm,
    PopulationForm,
    SurveyForm,
    WouldTestForm,
)
from waterbed.model.written.values import Many, Text, one_of


class StudyForm(Form):
    """A study as it is written."""

    title: Annotated[Text, Key("What the study is called.", printed=True)]
    question: Annotated[
        Text, Key("The question, in a sentence that both sides would accept.", printed=True)
    ]
    asked_by: Annotated[
        str, Key("Who asks, and who paid, so that a reader can judge it.", printed=True)
    ] = ""
    topic: Annotated[
        str,
        one_of(TOPICS),
        Key(
            "What it is about, where rates of reporting have been published of that: sex work. "
            "Other studies are shown those alone that are of no topic."
        ),
    ] = ""
    loop: Annotated[
        str,
        one_of(("", *DESIGNS)),
        Key(
            "A simulated design that this study of a street market is like (one ward, twelve "
            "months): the report then says how often such a study would tell the stories apart."
        ),
    ] = ""
    seed: Annotated[
        int,
        Field(ge=0, lt=2**63),
        Key("Any whole number: the same number gives the same report again.", decides=True),
    ] = 1
    areas: Annotated[AreasForm, Key("The map or the table of areas that the counts are about.")] = (
        AreasForm()
    )
    counts: Annotated[
        Many[CountsForm],
        Field(min_length=1),
        Key("Tables of counts, or of incidents, and how each is to be read."),
    ]
    outcomes: Annotated[
        Many[OutcomeForm],
        Field(min_length=1),
        Key("What is counted together, and what it is called."),
    ]
    interventions: Annotated[
        Many[InterventionForm],
        Field(min_length=1),
        Key(
            "What was done, since when, and where. One that only happened at the same "
            "time has no target."
        ),
    ]
    events: Annotated[
        Many[EventForm],
        Key("What happened to many places at once: a pandemic, a new way of recording."),
    ] = ()
    rule: Annotated[
        RuleForm, Key("How claims will be judged; written before results are seen, if it can be.")
    ]
    claims: Annotated[
        Many[ClaimForm], Key("What each side says, in its own words, and what that comes to.")
    ] = ()
    delays: Annotated[
        Many[DelayForm],
        Key("Tables with the month of each offence and the month in which it was recorded."),
    ] = ()
    populations: Annotated[
        Many[PopulationForm], Key("Numbers of people that claims speak of.")
    ] = ()
    activity: Annotated[
        Many[ActivityForm],
        Key("What was done, and how much of it: published totals, or tables by month."),
    ] = ()
    survey: Annotated[
        Many[SurveyForm],
        Key("What people answered to one question before and after, as a survey counted them."),
    ] = ()
    covariate: Annotated[
        Many[CovariateForm],
        Key(
            "What else changed and may explain it: told beside the outcomes and tried in a second "
            "reading. No part of any answer."
        ),
    ] = ()
    programmes: Annotated[
        Many[ProgrammeForm],
        Key("Interventions that are waves of one programme, to be judged together as well."),
    ] = ()
    unit_cost: Annotated[
        Many[UnitCostForm],
        Key("What one incident costs, to be set beside what was spent. No part of any answer."),
    ] = ()
    known_total: Annotated[
        Many[KnownTotalForm],
        Key(
            "Totals of unpublished tables that readers can have from elsewhere, so that no report "
            "lets them subtract."
        ),
    ] = ()
    opinions: Annotated[
        Many[OpinionForm],
        Key("What was said that no count could decide: listed beside the claims, and not judged."),
    ] = ()
    known: Annotated[
        Many[KnownForm],
        Key(
            "What is known from elsewhere, in either direction: printed beside claims, no part "
            "of any answer."
        ),
    ] = ()
    tests: Annotated[
        Many[WouldTestForm],
        Key(
            "Studies that would test what these data cannot: how large, what cost, who has the "
            "data."
        ),
    ] = ()
