"""Text that would be published: what in it could lead to a person or a door.

A screen, not a proof: it knows the shapes of postcodes, addresses, telephone numbers, e-mail and
web addresses as they are written in Britain.  Names of persons have no shape that it could know.
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
    r"de|fr|nl|ie)\b(?:/\S*)?",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    rf"\b(?:GIR\s*0AA|(?:{'|'.join(_AREAS.split())})\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{{2}})\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:1st|2nd|3rd)$")  # "Q1 2nd" looks like a postcode, but for its case
_TELEPHONE = re.compile(
    r"(?<![\w+])(?:\+\d(?:[\s().-]{0,2}\d){8,13}|\(?0(?:[\s().-]{0,2}\d){9,10})(?!\d)"
)
# A number, then a capitalised name, then a word for a street.  A year or a day of the month in
# front of a street's name is no house number.
_NUMBER = r"(?!(?:19|20)\d\d\b)\d{1,4}[A-Za-z]?(?:\s*[-–/]\s*\d{1,4}[A-Za-z]?)?"
_HOUSE = re.compile(
    rf"\b{_NUMBER},?\s+(?!(?:{_MONTHS}))(?:[A-Z][\w'’.-]*\s+){{1,4}}"
    rf"(?i:{'|'.join(_STREETS.split())})\b"
    rf"|\b(?i:at|number|no\.?)\s+{_NUMBER},?\s+\w+\s+(?i:{'|'.join(_STREETS.split())})\b"
    r"|\b(?i:flat|apartment|bedsit)\s+\d{1,4}[A-Za-z]?\b"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def find_identifiers(text: str) -> tuple[tuple[str, str], ...]:
    """What in a text could lead to a person or a door, as (kind, the words found).

    kind : "e-mail address", "web address", "postcode", "telephone number" or "house number"
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    found = [("e-mail address", match.group()) for match in _EMAIL.finditer(plain)]
    plain = _EMAIL.sub(" ", plain)
    found += [("web address", match.group()) for match in _WEB.finditer(plain)]
    plain = _WEB.sub(" ", plain)
    found += [
        ("postcode", match.group())
        for match in _POSTCODE.finditer(plain)
        if not _ORDINAL.search(match.group())
    ]
    found += [("telephone number", match.group()) for match in _TELEPHONE.finditer(plain)]
    found += [("house number", match.group()) for match in _HOUSE.finditer(plain)]
    return tuple(found)
