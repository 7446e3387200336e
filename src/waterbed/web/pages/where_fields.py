"""The form of Where and when: its fields from a study, and a study's values from its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.datastructures import ImmutableMultiDict

from waterbed.analysis.placing import Ground
from waterbed.analysis.placing_edit import SEEN, Answers
from waterbed.model.draft import Location
from waterbed.model.errors import Entry, InputError, Place
from waterbed.model.months import in_words, label, month
from waterbed.model.written.blocks import block_of
from waterbed.model.written.places import CHOSEN_FOR
from waterbed.propose.edit import at
from waterbed.propose.windows import began_in
from waterbed.read.study.cells import NO, YES
from waterbed.read.study.problems import filled, is_unfilled, place_of
from waterbed.read.tables.spellings import key as fold
from waterbed.web.forms import CHOICE, HIDDEN, PICK, TICK, Field, Form

GROUP = "group:"
"""Before the name of a group, where ids of areas stand as well."""
MOST = 40
"""So many areas are listed at once."""
FREE = 1
"""Empty rows of a list, to be filled in."""

_WHERE = "Tick each area whose change is asked about."
_NOWHERE = (
    "The study does not ask what this did: it happened while what the study is about was done, and "
    "the areas that it covered are in no comparison. Tick areas only to ask about their change too."
)
_WHY_CHOSEN = (
    "Places at their worst get better by themselves, so this decides what it is compared with."
)
_ABOUT = (
    "The first page of a report answers about it. What is drafted of claims is about it too, until "
    "you write into one."
)
_APART = (
    "Areas side by side rise and fall together. Without a map nothing can be decided of several "
    "areas until somebody says that they lie apart."
)
_SEEN = "Anyone who has a say in what is claimed, where, or in which months. The lock holds it."
_SEEN_OR_NOT = (
    (YES, "Yes, or nobody knows: every report says that results had been seen when the rule was "
     "written"),
    (NO, "No: reports say that no result had been seen. Lock the rule before anybody looks"),
)  # fmt: skip
_CHOSEN = {
    "unknown": "Nobody knows",
    "random": "At random",
    "peak": "Its counts were at their peak",
    "peak-share": "Its share of all counts was at its peak",
    "rise": "Its counts had risen most",
    "level": "Its counts were the highest",
    "excess": "It had more than would be expected of it",
    "last-quarter": "Its last three months were the worst",
}
_WINDOWS = (
    ("base-first", "Before: first month", "base", 0),
    ("base-last", "last month", "base", 1),
    ("post-first", "After: first month", "post", 0),
    ("post-last", "last month", "post", 1),
)


def form_of(
    raw: Mapping[str, Any],
    number: int,
    on: Ground,
    chosen: Sequence[str],
    given: Mapping[str, str],
    seen: str,
    about: str = "",
    reported: bool = False,
) -> Form:
    """The form of an intervention.

    chosen : areas and groups that are ticked, whatever is looked for; given : what was entered
    about : the outcome that leads, "" where that is not asked here
    reported : whether there is a report already
    seen : `Opened.seen`
    """
    q = given.get("q", "")
    here = raw["interventions"][number]
    asked = "target" in here
    fields = (
        Field("of", "", kind=HIDDEN, value=str(number)),
        Field("q", "Find an area", _find(on), optional=True),
        Field("place", "Where was it done?", _WHERE if asked else _NOWHERE, TICK,
              listed(on, chosen, q), optional=not asked,
              places=(*_at(raw, number, "target"), "--place"), value="\n".join(chosen)),
        *(() if on.gaps else (_beside(raw, number, on, q), *_apart(raw, number))),
        Field("kind", "What was done?", _says("kind"), value=filled(here.get("kind")),
              places=_at(raw, number, "kind")),
        Field("start", "When did it begin?", _says("start") + _held(on),
              value=filled(here.get("start")), places=(*_at(raw, number, "start"), "--start")),
        Field("start_source", "Who says so?", _says("start_source"), optional=True,
              value=filled(here.get("start_source")), places=_at(raw, number, "start_source")),
        Field("end", "When did it end?", _says("end"), value=filled(here.get("end")), optional=True,
              places=_at(raw, number, "end")),
        *_rows(raw, ("interventions", number, "alternative_starts"), "other",
               "Other dates that are given for the start", given),
        Field("chosen-rule", "How was the place chosen?", _WHY_CHOSEN, CHOICE,
              tuple((rule, _CHOSEN.get(rule, rule)) for rule in CHOSEN_FOR[::-1]),
              value=here.get("chosen_for", {}).get("rule", "unknown"),
              places=(*_at(raw, number, "chosen_for"), *_at(raw, number, "chosen_for", "rule"))),
        Field("chosen-outcome", "By the counts of what?", _says("chosen_for.outcome"), CHOICE,
              (("", "—"), *((row["id"], row["id"]) for row in raw.get("outcomes", ()))),
              value=here.get("chosen_for", {}).get("outcome", ""), optional=True,
              places=_at(raw, number, "chosen_for", "outcome")),
        *_rows(raw, ("events",), "event", "What happened everywhere at once", given),
        *_window_fields(raw, number),
        *(_about(raw, about) if about else ()),
        _data_seen(raw, reported),
        Field("title", "What is the study called?",
              "If left empty: what was done, and where." if is_unfilled(raw.get("title", "")) else
              block_of("study").says("title"), value=filled(raw.get("title")),
              optional=is_unfilled(raw.get("title", "")), places=("title",)),
    )  # fmt: skip
    return Form("where", fields, "Save and go on", seen=seen)


def _about(raw: Mapping[str, Any], about: str) -> Iterator[Field]:
    """Which outcome the study is about, where it has several."""
    choices = tuple((row["id"], row.get("name", row["id"])) for row in raw.get("outcomes", ()))
    if len(choices) > 1:
        yield Field("about", "Which counts is it about?", _ABOUT, CHOICE, choices, value=about,
                    places=("--about", "rule, leads"))  # fmt: skip


def _data_seen(raw: Mapping[str, Any], reported: bool) -> Field:
    there = " There is a report of this study already: whoever read it has seen them."
    value = YES if raw.get("rule", {}).get("data_seen", True) else NO
    return Field("data_seen", "Has anyone seen these counts since it began?",
                 _SEEN + (there if reported else ""), PICK, _SEEN_OR_NOT, value=value,
                 places=("rule, data_seen",))  # fmt: skip


def _says(key: str) -> str:
    return block_of("interventions").says(key)


def _find(on: Ground) -> str:
    if len(on.areas) <= MOST:
        return f"All {len(on.areas)} areas are listed below."
    groups = " or of a group" if any(on.areas.groups) else ""
    return f"Part of the name or of the code of one of {len(on.areas):,} areas{groups}."


def _held(on: Ground) -> str:
    return f" The counts run from {label(on.months.first)} to {label(on.months.last)}."


def _at(raw: Mapping[str, Any], number: int, *keys: str | int) -> tuple[str, ...]:
    return (str(place_of(("interventions", number, *keys), raw)),)


def listed(on: Ground, chosen: Sequence[str], q: str) -> tuple[tuple[str, str], ...]:
    """What can be ticked: what is ticked, then areas and groups whose names hold a text."""
    ids, wanted = on.areas.index(), fold(q)
    groups: dict[str, int] = {}
    for name in on.areas.groups:
        if name:
            groups[name] = groups.get(name, 0) + 1
    choices = [
        (choice, called) for choice in chosen if (called := _called(on, choice, ids, groups))
    ]
    if wanted:
        choices += [(GROUP + name, _group(name, size)) for name, size in groups.items()
                  if wanted in fold(name)]  # fmt: skip
    if wanted or len(on.areas) <= MOST:
        choices += [(id, on.names.called(i)) for i, id in enumerate(on.areas.ids)
                  if wanted in fold(id) or wanted in fold(on.areas.names[i])]  # fmt: skip
    kept = list(dict(choices).items())
    return tuple(kept[: max(MOST, len(chosen))])


def _called(on: Ground, choice: str, ids: Mapping[str, int], groups: Mapping[str, int]) -> str:
    name = choice.removeprefix(GROUP)
    if choice.startswith(GROUP):
        return _group(name, groups[name]) if name in groups else ""
    return on.names.called(ids[choice]) if choice in ids else ""


def _group(name: str, size: int) -> str:
    return f"All {size:,} areas of {name}"


def _beside(raw: Mapping[str, Any], number: int, on: Ground, q: str) -> Field:
    """Areas next door, where no map tells which they are."""
    zones = at(raw, ("interventions", number, "zones")) or []
    there: list[str] = next((zone["areas"] for zone in zones if "areas" in zone), [])
    return Field(
        "beside", "Where might it have moved to?",
        "There is no map, so that the areas next door must be named.", TICK,
        listed(on, there, q), value="\n".join(there), optional=True,
        places=("--beside", *_at(raw, number, "zones")),
    )  # fmt: skip


def _apart(raw: Mapping[str, Any], number: int) -> tuple[Field, Field]:
    """Whether areas lie apart, which nothing but the user can tell without a map."""
    said = YES if at(raw, ("interventions", number, "areas_apart")) else ""
    return (
        Field("apart-asked", "", kind=HIDDEN, value=YES),
        Field("apart", "If it was done in several areas", _APART, TICK, (
            (YES, "No two of them lie side by side, nor do any two next door"),
        ), value=said, optional=True, places=_at(raw, number, "areas_apart")),
    )  # fmt: skip


def _rows(
    raw: Mapping[str, Any],
    location: Location,
    name: str,
    group: str,
    given: Mapping[str, str],
) -> Iterator[Field]:
    """A row of fields for each entry of a list, and one more."""
    block = block_of(".".join(key for key in location if isinstance(key, str)))
    entries = at(raw, location) or []
    for k in range(len(entries) + FREE):
        entry = entries[k] if k < len(entries) else {}
        for n, column in enumerate(block.columns):
            key = column.header
            words = {"start": "Date", "source": "Who says so", "name": "What",
                     "first": "First month", "last": "Last month"}.get(key, key)  # fmt: skip
            yield Field(
                f"{name}-{k}-{key}", words, column.key.says if k == 0 else "",
                group="" if n else (group if k == 0 else f"{group}: one more"),
                beside=n > 0, value=filled(entry.get(key)),
                places=_places_of(raw, (*location, k, key), given.get(f"{name}-{k}-name", "")),
            )  # fmt: skip


def _places_of(raw: Mapping[str, Any], location: Location, name: str) -> tuple[str, ...]:
    """What errors call a value of an entry, by the name that it has, or that was entered."""
    entered = Place((str(location[0]), Entry(int(location[1]), name), str(location[-1])))
    return str(place_of(location, raw)), *((str(entered),) if name else ())


def _window_fields(raw: Mapping[str, Any], number: int) -> Iterator[Field]:
    """The months that are compared, where the study states them for this intervention."""
    window = _window(raw, number)
    if window is None:
        return
    for n, (name, words, key, end) in enumerate(_WINDOWS):
        says = block_of("rule.windows").says(key) if end == 0 else ""
        where = str(place_of(("rule", "windows", window, key), raw))
        yield Field(
            name, words, says, group="" if n else "Which months are compared?", beside=n > 0,
            value=raw["rule"]["windows"][window][key][end], places=() if end else (where,),
        )  # fmt: skip


def months_told(raw: Mapping[str, Any], number: int, given: Mapping[str, str]) -> str:
    """What to say where the months compared lie otherwise than the start asks, "" where they do
    not, or where either cannot be read yet.

    given : what was entered, over what the study holds
    """
    at_window = _window(raw, number)
    start = given.get("start", filled(raw["interventions"][number].get("start")))
    if at_window is None or not start:
        return ""
    window = raw["rule"]["windows"][at_window]
    try:
        began, whole = began_in(start)
        base, post = (
            [
                month(given.get(name, window[key][end]))
                for name, _, key, end in _WINDOWS
                if key == of
            ]
            for of in ("base", "post")
        )
    except (InputError, ValueError):
        return ""
    if base[1] < began and post[0] >= whole:
        return ""
    return (
        f"It began in {in_words(began)}, and the months compared are {in_words(base[0])} to "
        f"{in_words(base[1])} with {in_words(post[0])} to {in_words(post[1])}. Somebody has "
        "written into this study since it was drafted, so that they do not follow the start: "
        f"change them too, to end in {in_words(began - 1)} or before and to begin in "
        f"{in_words(whole)} or after."
    )


def _window(raw: Mapping[str, Any], number: int) -> int | None:
    """The first window about an intervention."""
    here = raw["interventions"][number].get("id")
    alone = len(raw["interventions"]) == 1
    windows = at(raw, ("rule", "windows")) or []
    return next((k for k, window in enumerate(windows)
                 if window.get("intervention", here if alone else None) == here), None)  # fmt: skip


# From the fields -----------------------------------------------------------------------------


def answers_of(said: ImmutableMultiDict[str, str], raw: Mapping[str, Any], number: int) -> Answers:
    """What was entered; InputError for what must be there and is not."""
    places = tuple(said.getlist("place"))
    needed = [("kind", "say what was done"), ("start", "say when it began")]
    if "target" in raw["interventions"][number]:
        needed.insert(0, ("place", "choose where it was done"))
    for name, words in needed:
        if not said.get(name, "").strip():
            raise InputError(words, place=name)
    groups = tuple(place.removeprefix(GROUP) for place in places if place.startswith(GROUP))
    more: dict[Location, Any] = {}
    here: Location = ("interventions", number)
    for key in ("start_source", "end"):
        more[*here, key] = said.get(key, "").strip() or None
    more[*here, "alternative_starts"] = _entered(
        said, "other", at(raw, (*here, "alternative_starts")) or []
    )
    more[*here, "chosen_for"] = _chosen(said, at(raw, (*here, "chosen_for")))
    more["events",] = _entered(said, "event", raw.get("events", []))
    if (window := _window(raw, number)) is not None and "base-first" in said:
        ends = {name: said.get(name, "").strip() for name, *_ in _WINDOWS}
        more["rule", "windows", window, "base"] = [ends["base-first"], ends["base-last"]]
        more["rule", "windows", window, "post"] = [ends["post-first"], ends["post-last"]]
    if said.get("apart-asked"):
        if YES in said.getlist("apart"):
            more[*here, "areas_apart"] = True
        elif at(raw, (*here, "areas_apart")):
            more[*here, "areas_apart"] = None
    if said.get("data_seen") in (YES, NO):
        more[SEEN] = said["data_seen"] == YES
    return Answers(
        said.get("title", "").strip(), said["kind"].strip(), said["start"].strip(),
        tuple(place.removeprefix(GROUP) for place in places), tuple(said.getlist("beside")), groups,
        said.get("about", ""), more,
    )  # fmt: skip


def _chosen(said: ImmutableMultiDict[str, str], before: Any) -> Any:
    rule, outcome = said.get("chosen-rule", "unknown"), said.get("chosen-outcome", "")
    if before is None and rule == "unknown":
        return None
    kept = rule not in ("unknown", "random") and outcome
    return {"rule": rule} | ({"outcome": outcome} if kept else {})


def _entered(
    said: ImmutableMultiDict[str, str], name: str, before: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Entries of a list as they were entered, without those that were emptied."""
    entries = []
    for k in range(len(before) + FREE + 1):
        keys = [key for key in said if key.startswith(f"{name}-{k}-")]
        given = {key.rpartition("-")[2]: said[key].strip() for key in keys}
        if any(given.values()):
            old = dict(before[k]) if k < len(before) else {}
            kept = {key: value for key, value in given.items() if value}
            entries.append({key: value for key, value in old.items() if key not in given} | kept)
    return entries
