"""Reporting and recording rates that have been published, to hold a tipping point against.

They are trends, over years and between groups; none of them is the effect of an operation.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """Two rates of one kind at two times.

    before, after : shares of `of` who `did`; when : years; source : where they were printed
    caveat : why the two are not quite the same thing
    topic : the kind of study that they bear on, a key of TOPICS; "" of any
    """

    name: str
    of: str
    did: str
    before: float
    after: float
    when: tuple[str, str]
    source: str
    caveat: str
    topic: str = ""

    @property
    def ratio(self) -> float:
        return self.after / self.before


SEX_WORK = "sex work"
TOPICS = ("", SEX_WORK)
"""What a study may be about that has published rates of its own; a study that names none is shown
those alone that are of no topic."""

PUBLISHED: tuple[Published, ...] = (
    Published(
        "police-reports",
        "those who told National Ugly Mugs of an incident",
        "reported it to the police as well",
        0.28,
        0.077,
        ("2012", "2020"),
        "Bowen, Hodsdon, Swindells and Blake (2021), Sexuality Research and Social Policy",
        "The first figure is of all who reported, the second of independents working indoors.",
        SEX_WORK,
    ),
    Published(
        "anonymous-consent",
        "those who told National Ugly Mugs of an incident",
        "let it be shared with the police without their name",
        0.95,
        0.69,
        ("2012", "2020"),
        "Bowen, Hodsdon, Swindells and Blake (2021), Sexuality Research and Social Policy",
        "Who reports to National Ugly Mugs changed over the years as well.",
        SEX_WORK,
    ),
    Published(
        "recording",
        "crimes reported to the police",
        "were recorded",
        0.81,
        0.895,
        ("2013", "2017"),
        "HMIC (2014), Crime-recording: making the victim count; HMICFRS (2018), Metropolitan "
        "Police Service: Crime Data Integrity inspection",
        "The first figure is of England and Wales, the second of the Metropolitan Police.",
    ),
)


def published_on(topic: str) -> tuple[Published, ...]:
    """Rates that bear on a study of this topic: its own and those of no topic."""
    return tuple(rate for rate in PUBLISHED if rate.topic in ("", topic))
