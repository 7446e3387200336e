"""Keys of a study for what is counted, and where the counts and the numbers of people come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import BeforeValidator, Field

from waterbed.model.activity import Activity
from waterbed.model.alongside import Known, Opinion, WouldTest
from waterbed.model.attitudes import Survey
from waterbed.model.covariates import Covariate
from waterbed.model.sources import AreaSource, CountTable, DelayTable
from waterbed.model.written.key import COUNT, ENCODING, FILE, SHEET, Form, Key, form_of
from waterbed.model.written.values import Id, Many, Month, PathText, SelectorForm, Text, from_text

if TYPE_CHECKING:  # statically they are what they are forms of
    AreasForm: TypeAlias = AreaSource
    CountsForm: TypeAlias = CountTable
    DelayForm: TypeAlias = DelayTable
    ActivityForm: TypeAlias = Activity
    SurveyForm: TypeAlias = Survey
    CovariateForm: TypeAlias = Covariate
    OpinionForm: TypeAlias = Opinion
    KnownForm: TypeAlias = Known
    WouldTestForm: TypeAlias = WouldTest
else:
    AreasForm = form_of(AreaSource, "AreasForm", __name__)
    CountsForm = form_of(CountTable, "CountsForm", __name__)
    DelayForm = form_of(DelayTable, "DelayForm", __name__)
    ActivityForm = form_of(Activity, "ActivityForm", __name__)
    SurveyForm = form_of(Survey, "SurveyForm", __name__)
    CovariateForm = form_of(Covariate, "CovariateForm", __name__)
    OpinionForm = form_of(Opinion, "OpinionForm", __name__)
    KnownForm = form_of(Known, "KnownForm", __name__)
    WouldTestForm = form_of(WouldTest, "WouldTestForm", __name__)


class WeightsForm(Form):
    """A table of categories and what an incident of each weighs."""

    short = "file"
    file: Annotated[PathText, Key("Path of the table of weights.", decides=True)]
    category: Annotated[Text, Key("Its column of categories.", decides=True)] = "category"
    weight: Annotated[Text, Key("Its column of weights, nought or one and more.", decides=True)] = (
        "weight"
    )


class OutcomeForm(Form):
    id: Annotated[Id, Key("Short name, which claims refer to.", decides=True, printed=True)]
    name: Annotated[
        Text | None, Key("What it is called in the report, if not by its short name.", printed=True)
    ] = None
    tables: Annotated[
        Many[Id] | None,
        Key("The tables it is counted in; all of them if left out.", decides=True, refers="counts"),
    ] = None
    include: Annotated[
        Annotated[Many[SelectorForm], Field(min_length=1)] | None,
        Key(
            "Categories that count, exactly as they stand in the table; every row if left "
            "out. By another column: column = category.",
            decides=True,
            printed=True,
        ),
    ] = None
    exclude: Annotated[Many[SelectorForm], Key("Categories that do not count.", decides=True)] = ()
    sensitive: Annotated[
        bool,
        Key(
            "Whether people could be harmed by small numbers of it; they are then rounded "
            "or withheld more strictly."
        ),
    ] = False
    follows_police: Annotated[
        bool,
        Key(
            "Whether such offences are found where police look for them, as "
            "soliciting and drug possession are: a rise may then be police attention that moved."
        ),
    ] = False
    weights: Annotated[
        WeightsForm | None,
        BeforeValidator(from_text("file")),
        Key(
            "A table of categories and what an incident of each weighs, such as a harm "
            "index: the outcome is then the sum of counts, each times its weight.",
            decides=True,
        ),
    ] = None
    second: Annotated[
        Id | None,
        Key(
            "Another outcome, of another source, that counts the same incidents: a fall in "
            "reports can then be told from a fall in harm.",
            decides=True,
            refers="outcomes",
        ),
    ] = None
    reported: Annotated[
        Annotated[float, Field(gt=0, le=1)] | None,
        Key("Share of such incidents that were reported before, if a survey gives it: 0.4."),
    ] = None


class PopulationForm(Form):
    """A number of people: a range that a source gives, or a table of overlapping lists."""

    id: Annotated[Id, Key("Short name, which claims refer to.", decides=True, printed=True)]
    name: Annotated[Text, Key("Who they are, in words.", printed=True)]
    scope: Annotated[Text, Key("The place and time that the number is of.", printed=True)]
    here: Annotated[
        bool,
        Key(
            "Whether that is the place and time of this study; if not, it decides nothing.",
            decides=True,
        ),
    ] = True
    low: Annotated[
        Annotated[float, Field(ge=0)] | None,
        Key("Lowest number that the source gives.", decides=True),
    ] = None
    high: Annotated[
        Annotated[float, Field(gt=0)] | None,
        Key("Highest number that the source gives.", decides=True),
    ] = None
    source: Annotated[str, Key("Who gives it, and where.", printed=True, links=True)] = ""
    file: Annotated[
        PathText | None,
        Key(
            f"{FILE} A table of overlapping lists or a sheet of contacts, in place of low "
            "and high.",
        ),
    ] = None
    lists: Annotated[
        Many[Text],
        Key(
            "Its columns of lists, one a list, or the services of a sheet of contacts; all of "
            "them if left out.",
            decides=True,
        ),
    ] = ()
    count: Annotated[str, Key(COUNT)] = ""
    stratum: Annotated[str, Key("Column that divides the people: age, place.")] = ""
    encoding: Annotated[str, Key(ENCODING)] = "utf-8"
    sheet: Annotated[str, Key(SHEET)] = ""
    published: Annotated[
        str, Key("Where the table is published; left out if it is not.", decides=True)
    ] = ""
    code: Annotated[
        str, Key("Of a sheet with a row a contact: column of the person's code.", decides=True)
    ] = ""
    service: Annotated[str, Key("Of a sheet of contacts: column of the service.")] = ""
    date: Annotated[str, Key("Of a sheet of contacts: column of the day or month.")] = ""
    first: Annotated[Month | None, Key("First month of the contacts that count.", decides=True)] = (
        None
    )
    last: Annotated[Month | None, Key("Last month of the contacts that count.", decides=True)] = (
        None
    )
    exact: Annotated[
        bool,
        Key(
            "Whether codes that differ by capitals, blanks or punctuation alone are two people's.",
            decides=True,
        ),
    ] = False
