"""What `compare` is asked, as the keys and values that a study file would hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from waterbed.effect.question import period_of
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError, InputErrors, Place
from waterbed.model.kinds import KINDS
from waterbed.model.months import Period, label
from waterbed.report.words.names import capital
from waterbed.report.words.numbers import digits_of, share

Span: TypeAlias = tuple[Period, Period]
"""First and last period of a run, both included."""

Claim: TypeAlias = str | Mapping[str, Any]
"""A kind of claim ("fell"), or its keys as a study file has them, as few as are needed."""

PlaceRule: TypeAlias = Sequence[str] | Mapping[str, Any]
"""Ids of areas, or the keys of a zone as a study file has them."""

ID = "intervention"
"""What the intervention of `compare` is called where it has no name."""

BY_STUDY = "Put by this analysis; nobody is known to have said it"


def start_of(when: Period) -> str:
    """The start as a study file has it: the day where one is given, else the first month."""
    months = period_of(when, "start")
    if isinstance(when, date):
        return when.strftime("%Y-%m-%d")
    if isinstance(when, str) and _has_day(when):
        return when
    return label(months.first)


def _has_day(text: str) -> bool:
    from waterbed.model.months import read_date

    try:
        return read_date(text).day is not None
    except ValueError:
        return False


def span_of(given: Span, key: str) -> list[str]:
    """A run of months as a study file has it: its first month and its last one."""
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2:
        raise InputError(
            "a run of months has a first and a last period",
            place=key,
            value=given,
            mend='Write ("2016-04", "2017-03").',
        )
    first, last = (period_of(end, key) for end in given)
    return [label(first.first), label(last.last)]


def windows_of(
    windows: Mapping[str, tuple[Span, Span]], base: Span | None, post: Span | None
) -> list[dict[str, Any]]:
    """[[rule.windows]]: those named, or the one of base and post; none for the study's default."""
    if windows and (base is not None or post is not None):
        raise InputError(
            "base and post are one window, and there are windows besides",
            place="windows",
            mend="Give base and post, or windows.",
        )
    if not windows:
        if base is None and post is None:
            return []
        if base is None or post is None:
            key = "base" if base is None else "post"
            raise InputError("a window has months before and after", place=key, mend="Give both.")
        windows = {"window": (base, post)}
    if not isinstance(windows, Mapping):
        raise InputError(
            "windows have names", place="windows", value=type(windows).__name__,
            mend='Write {"first year": (base, post)}.',
        )  # fmt: skip
    rows = []
    for name, pair in windows.items():
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            raise InputError(
                "a window has months before and after",
                place=f"windows, {name!r}",
                value=pair,
                mend='Write (("2016-04", "2017-03"), ("2017-04", "2018-03")).',
            )
        ends = {key: span_of(own, f"windows, {name!r}, {key}")
                for key, own in zip(("base", "post"), pair, strict=True)}  # fmt: skip
        rows.append({"name": str(name), "intervention": ID, **ends})
    return rows


def claims_of(claims: Claim | Sequence[Claim], outcomes: Sequence[str]) -> list[dict[str, Any]]:
    """[[claims]] of short claims: what is left out is put by the analysis, and marked so.

    Without any, that each outcome fell and that it rose.  A claim without an outcome is one of
    every outcome.
    """
    if isinstance(claims, (str, Mapping)):
        claims = [claims]
    if not isinstance(claims, Sequence):
        raise InputError(
            "claims are kinds, or keys and values", place="claims", value=claims,
            mend='Write ["fell", "rose"].',
        )  # fmt: skip
    rows: list[dict[str, Any]] = []
    for number, given in enumerate(claims or ("fell", "rose")):
        own = {"kind": given} if isinstance(given, str) else given
        if not isinstance(own, Mapping):
            raise InputError(
                "a claim is a kind, or keys and values",
                place=f"claims, no. {number + 1}",
                value=given,
                mend='Write "fell", or {"kind": "no-more", "zone": "beside"}.',
            )
        kind = KINDS.get(str(own.get("kind", "")))
        placed = kind is None or "outcome" in kind.quantity.needs
        bare = not placed or {"outcome", "other_outcome"} & set(own)
        for outcome in [None] if bare else outcomes:
            rows.append(_claim(own, outcome, len(outcomes) > 1))
    ids = [row["id"] for row in rows]
    for k, row in enumerate(rows):
        if ids.count(row["id"]) > 1 and "id" not in _given(claims, row):
            row["id"] = f"{row['id']} ({ids[: k + 1].count(row['id'])})"
    return rows


def _given(claims: Sequence[Claim], row: Mapping[str, Any]) -> set[str]:
    """Keys that the claim was given with, if any of the same id was."""
    return {
        key
        for own in claims
        if isinstance(own, Mapping) and own.get("id") == row["id"]
        for key in own
    }


def _claim(own: Mapping[str, Any], outcome: str | None, several: bool) -> dict[str, Any]:
    about = {} if outcome is None else {"outcome": outcome}
    named = own.get("outcome", outcome)
    kind, zone = str(own.get("kind", "")), own.get("zone")
    said = " ".join(
        [
            *(["not"] if own.get("negated") else []),
            kind,
            *([str(named)] if named and several else []),
            *([str(zone)] if zone else []),
        ]
    )
    put: dict[str, Any] = {
        "id": said or "claim",
        "words": words_of(own, "" if named is None else str(named)),
        "source": BY_STUDY,
        "date": "undated",
    }
    if "who" not in own:
        put |= {"who": "This analysis", "side": "put by this analysis", "by_study": True}
    return {**put, **about, **own}


def words_of(own: Mapping[str, Any], outcome: str) -> str:
    """What a short claim says: Robbery fell by 20%."""
    kind = KINDS.get(str(own.get("kind", "")))
    denied = own.get("negated") is True
    if kind is None:
        return "A claim"
    stated = own.get("stated")
    size = ""
    if isinstance(stated, (int, float)) and not isinstance(stated, bool):
        figure = share(abs(stated), digits_of(stated)) if kind.figure != "people" else f"{stated:g}"
        size = figure
    zone = own.get("zone")
    where = f" ({zone})" if zone and zone != "target" else ""
    if kind.parameter == "recorded" and isinstance(stated, (int, float)) and size:
        turn = "fall" if stated < 0 else "rise"
        change = f"a {turn} of {size} or more" if stated else "no change"
        return f"Recorded {outcome}{where}: {'not ' if denied else ''}{change}."
    text = (kind.says[denied] or kind.in_words(denied)).replace(
        "{by}", f" by {size}" if size else ""
    )
    for key in ("size", "figure", "least", "who", "what"):
        text = text.replace("{" + key + "}", size or "the figure")
    return f"{capital(f'{outcome} {text}'.strip())}{where}."


def intervention_of(
    kind: str,
    start: Period,
    treated: str | Sequence[str],
    chosen_for: str,
    chosen_outcome: str,
    zones: Mapping[str, PlaceRule],
    buffer: PlaceRule | None,
    donors: Sequence[str] | None,
    areas_apart: bool,
) -> dict[str, Any]:
    """[[interventions]]: what was done, where and when, where it may have moved, and what it is
    compared with; InputError with the argument."""
    return {
        "kind": kind,
        "name": kind,
        "start": start_of(start),
        "target": {"areas": names_of(treated, "treated")},
        "chosen_for": {
            "rule": chosen_for,
            **({"outcome": chosen_outcome} if chosen_outcome else {}),
        },
        "zones": [
            {"name": str(name), **_place(rule, f"zones, {name!r}")} for name, rule in zones.items()
        ],
        **({} if buffer is None else {"buffer": _place(buffer, "buffer")}),
        **({} if donors is None else {"donors": {"areas": names_of(donors, "donors")}}),
        **({"areas_apart": True} if areas_apart else {}),
    }


def names_of(given: Any, key: str) -> list[str]:
    """One id or several; InputError where they are none."""
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, (Sequence, set, frozenset)) and hasattr(names, "tolist"):
        names = names.tolist()  # an array or a series
    if not isinstance(names, (Sequence, set, frozenset)) or not names:
        raise InputError(
            "ids of areas are needed", place=key, value=given, mend='Write ["E05011247"].'
        )
    return [str(name) for name in names]


def _place(rule: PlaceRule, key: str) -> dict[str, Any]:
    return dict(rule) if isinstance(rule, Mapping) else {"areas": names_of(rule, key)}


def study_of(
    outcomes: Sequence[str],
    areas: Areas | None,
    intervention: Mapping[str, Any],
    rule: Mapping[str, Any],
    claims: Sequence[Mapping[str, Any]],
    title: str,
    seed: int,
    published: bool,
) -> dict[str, Any]:
    """The whole mapping; the table of counts and the map are called what they are: data given."""
    given: dict[str, Any] = {
        "title": title,
        "question": "What do these counts say of it?",
        "seed": seed,
    }
    if areas is not None and areas.reach is not None:
        given["areas"] = {"file": "areas.csv", "id": "id", "neighbours": "neighbours.csv"}
    return given | {
        "counts": [
            {"name": "counts", "file": "counts.csv", "layout": "long", "area": "area",
             "period": "period", "count": "count", "published": published},
        ],
        "outcomes": [{"id": outcome} for outcome in outcomes],
        "interventions": [{"id": ID, **intervention}],
        "rule": dict(rule),
        "claims": [dict(claim) for claim in claims],
    }  # fmt: skip


_CALLED = {
    ("interventions", 0, "target"): "treated",
    ("interventions", 0, "areas"): "treated",
    ("interventions", 0, "start_month"): "start_month",
    ("outcomes",): "outcome",
    ("counts",): "panel",
}
"""Arguments by the keys of the study file that they become."""


def as_argument(error: InputError) -> InputError:
    """The error with the argument of `compare` for its place, and no file."""
    if isinstance(error, InputErrors):
        return InputErrors([as_argument(own) for own in error.errors])
    place = error.place
    if not isinstance(place, Place):
        return error
    at = place.location
    for keys, name in _CALLED.items():
        if at[: len(keys)] == keys:
            where = name
            break
    else:
        deep = 2 if at[:1] == ("interventions",) else 1 if at[:1] == ("rule",) else 0
        where = str(Place(place.steps[deep:])) if len(place.steps) > deep else str(place)
    mend = error.mend.replace("in areas.csv, column 'id'", "in areas.ids")
    return InputError(
        error.problem, place=where, value=error.value, mend=mend, code=error.code,
        facts=error.facts,
    )  # fmt: skip
