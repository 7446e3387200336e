"""Text that would be published: what in it could lead to a person or a door.

A screen, not a proof: it knows the shapes of postcodes, house numbers, coordinates, grid
references, times of day, number plates, telephone numbers, e-mail, web and three-word addresses as
they are written in Britain.  Names of persons have no shape that it could know.
"""

from __future__ import annotations

import re
import unicodedata

_AREAS = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN "
    "DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA "
    "LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG "
    "SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_STREETS = (
    "Alley Approach Arcade Avenue Ave Broadway Close Court Crescent Cres Drive Gardens Gdns Gate "
    "Green Grove Hill House Lane Ln Mews Parade Park Passage Path Place Rise Road Rd Row Square "
    "Street St Terrace Vale View Walk Way Wharf Yard"
)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(
    r"\b(?:https?://|ftp://|www\.)\S+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|org|net|info|uk|scot|wales|london|gov|edu|eu|io|me|tv|co|news|app|"
    r"de|fr|nl|ie|ly|gl|gd|gg|link|page)\b(?:/\S*)?"
    r"|\b(?:[a-z0-9-]+\.)+[a-z]{2,}/\S+",
    re.IGNORECASE,
)
# The two halves of a postcode, also where something stands between them or in the first.
_APART = r"[\s,./_-]*"
_POSTCODE = re.compile(
    rf"\b(?:GIR{_APART}0AA"
    rf"|(?:{'|'.join(_AREAS.split())})\s?\d[A-Z\d]?{_APART}\d\s?[ABD-HJLNP-UW-Z]{{2}})\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|\dth)$")  # "Q1 2nd" looks like a postcode, but for its case
_TELEPHONE = re.compile(
    r"(?<![\w+])(?:\+\d(?:[\s().-]{0,2}\d){8,13}|\(?0(?:[\s().-]{0,2}\d){9,10})(?!\d)"
)
# A number, then a capitalised name, then a word for a street.  A year or a day of the month in
# front of a street's name is no house number.
_NUMBER = r"(?!(?:19|20)\d\d\b)\d{1,4}[A-Za-z]?(?:\s*[-–/]\s*\d{1,4}[A-Za-z]?)?"
# In lower case a name is known by what it is not: "18 women on the street", "3 new bus lane".
_NO_NAME = (
    "a an and are as at bus busy by cycle dark different for from in is local main men metres "
    "miles minutes months mph new of officers on one or other people per persons quiet residential "
    "side still street that the these times to via was were with women years"
)
_WORD = rf"(?!(?i:{'|'.join(_NO_NAME.split())})\b)[A-Za-z][\w'’.-]*"
_PLAIN_STREETS = "avenue|ave|close|crescent|drive|lane|ln|road|rd|square|street|st|terrace"
_HOUSE = re.compile(
    rf"\b{_NUMBER},?\s+(?!(?:{_MONTHS}))(?:[A-Z][\w'’.-]*\s+){{1,4}}"
    rf"(?i:{'|'.join(_STREETS.split())})\b"
    rf"|\b{_NUMBER},?\s+(?!(?i:{_MONTHS}))(?:{_WORD}\s+){{1,2}}(?i:{_PLAIN_STREETS})\b"
    rf"|\b(?i:at|number|no\.?)\s+{_NUMBER},?\s+\w+\s+(?i:{'|'.join(_STREETS.split())})\b"
    r"|\b(?i:flat|apartment|bedsit)\s+\d{1,4}[A-Za-z]?\b"
)
# Degrees to three decimals or more are a street corner; so are six figures of a grid.
_NORTH = r"(?:49|5\d|60)[.·]\d{3,}\s*°?\s*[Nn]?"
_EAST = r"[-−+]?\d[.·]\d{3,}\s*°?\s*[EWew]?"
_BETWEEN = r"\s*(?:[,;/|\s]|and)\s*"
_COORDINATES = re.compile(
    rf"(?<![\w.])(?:{_NORTH}{_BETWEEN}{_EAST}|{_EAST}{_BETWEEN}{_NORTH})(?![\w.])"
    r"|(?<![\w.£$€])(?:49|5\d|60)\.\d{4,}(?![\w.%])"
    r"|\d{1,3}\s*°\s*\d{1,2}(?:[.,]\d+)?\s*['′’]"
    r"|(?<![\w.,£$€-])[1-6]\d{5}(?:\.\d+)?\s*[,;/]\s*\d{6,7}(?:\.\d+)?(?![\w.,])"
)
_SQUARES = (
    "HP HT HU HW HX HY HZ NA NB NC ND NF NG NH NJ NK NL NM NN NO NR NS NT NU NW NX NY NZ OV SC SD "
    "SE SH SJ SK SM SN SO SP SR SS ST SU SV SW SX SY SZ TA TF TG TL TM TQ TR TV"
)
_GRID = re.compile(
    rf"\b(?:{'|'.join(_SQUARES.split())})\s?(?!(?:19|20)\d\d\s)"
    r"(?:\d{3}\s\d{3}|\d{4}\s\d{4}|\d{5}\s\d{5})\b"
    rf"|\b(?i:{'|'.join(_SQUARES.split())})\s?(?:\d{{6}}|\d{{8}}|\d{{10}})\b"
)
_CLOCK = re.compile(
    r"(?<![\w:.])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])"
    r"|(?<![\w.])(?:0?\d|1[0-2])(?:[.:][0-5]\d)?\s*[ap]\.?m\b\.?"
    r"|(?<![\w.])(?:[01]\d|2[0-4])[0-5]\d\s?(?:hrs|hours|h)\b"
    r"|\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s?o['’]?clock",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"\b(?:[A-HJ-PR-Y]{2}\d{2}\s?[A-HJ-PR-Z]{3}|[a-hj-pr-y]{2}\d{2}\s?[a-hj-pr-z]{3}"
    r"|[A-HJ-NPR-TV-Y]\d{1,3}\s?[A-HJ-PR-Z]{3}|[A-HJ-PR-Z]{3}\s?\d{1,3}[A-HJ-NPR-TV-Y])\b"
)
_THREE_WORDS = re.compile(r"///\S+|(?<![\w.@/])[^\W\d_]{3,}(?:\.[^\W\d_]{3,}){2}(?![\w.]*\w)")
# What moves a cursor, hides text or turns its direction: C0 and C1 but for tab and new line, the
# controls of bidirectional text, and the separators of lines.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

_JOINED = re.compile(r"[-_.+ ]+")

_KINDS = (
    ("e-mail address", _EMAIL),
    ("web address", _WEB),
    ("three-word address", _THREE_WORDS),
    ("coordinate", _COORDINATES),
    ("postcode", _POSTCODE),
    ("grid reference", _GRID),
    ("telephone number", _TELEPHONE),
    ("number plate", _PLATE),
    ("house number", _HOUSE),
    ("time of day", _CLOCK),
)
"""What is looked for, in this order: what one kind has found is no other kind."""


def find_identifiers(text: str) -> tuple[tuple[str, str], ...]:
    """What in a text could lead to a person, a door or an hour, as (kind, the words found).

    kind : one of those in `_KINDS`
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    identifiers = []
    for kind, form in _KINDS:
        matches = [m.group() for m in form.finditer(plain) if not _is_ordinal(kind, m.group())]
        identifiers += [(kind, words) for words in matches]
        for words in matches:
            plain = plain.replace(words, " ")
    return tuple(identifiers)


def leads_to_somebody(name: str) -> bool:
    """Whether the name of a file, a folder or a study, whose words signs may join, holds what
    `find_identifiers` finds or a character that cannot be seen."""
    apart = _JOINED.sub(" ", name)
    return visible(name) != name or any(map(find_identifiers, (name, apart)))


def _is_ordinal(kind: str, words: str) -> bool:
    return kind == "postcode" and _ORDINAL.search(words) is not None


def visible(text: str) -> str:
    """The text with a mark in place of each character that would steer a terminal or a reader."""
    return _CONTROLS.sub("\ufffd", text)
