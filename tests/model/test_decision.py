"""Every key that decides is in the hash of the rule, and no other key is.

The study of these tests gives nearly every key; each key is changed in turn.  A key that is added
to the schema is changed here as well, by its kind: nobody need remember it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from waterbed.model.decision import rule_sha256
from waterbed.model.errors import InputError
from waterbed.model.study import Study
from waterbed.model.written.blocks import Block, Column, blocks
from waterbed.read.study.study_file import study_from

WEIGHTS = "category,weight,other,kind\nROBBERY,10,7,THEFT\nTHEFT,2,3,ROBBERY\n"
FULL: dict[str, Any] = {
    "title": "A street", "question": "Did it work?", "asked_by": "A council", "seed": 4,
    "areas": {
        "file": "areas.csv", "id": "code", "group": "borough",
        "neighbours": {"file": "pairs.csv"}, "licence": "OGL",
    },
    "counts": [
        {"name": "crime", "file": "a.csv", "layout": "long", "area": "code", "period": "month",
         "count": "n", "categories": ["major", "minor"], "source": "police", "published": True,
         "first": "2012-01", "last": "2021-12", "max_rejected": 0.02},
        {"name": "clinic", "file": "b.csv", "layout": "long", "area": "code", "period": "month",
         "count": "n", "categories": ["major"], "source": "hospital", "published": True},
        {"name": "calls", "file": "c.csv", "layout": "incidents", "area": "code", "period": "day",
         "id": "n", "source": "police", "published": True},
    ],
    "outcomes": [
        {"id": "robbery", "tables": ["crime"], "include": ["ROBBERY"], "exclude": ["PURSE"],
         "second": "wounds"},
        {"id": "theft", "tables": ["crime"], "include": ["THEFT"]},
        {"id": "wounds", "tables": ["clinic"], "include": ["WOUND"]},
        {"id": "cuts", "tables": ["clinic"], "include": ["CUT"]},
        {"id": "harm", "tables": ["crime"], "weights": {"file": "weights.csv"}},
    ],
    "interventions": [
        {"id": "patrol", "kind": "patrol", "start": "2018-08-21", "end": "2019-12",
         "areas": ["A1", "A2"], "target": ["A1"], "buffer": {"touching": "far", "tolerance": 5},
         "donors": ["C1", "C2", "C3"], "chosen_for": {"rule": "peak", "outcome": "robbery"},
         "zones": [
             {"name": "ring", "touching": "target", "tolerance": 30},
             {"name": "far", "within": 500, "of": "ring"},
             {"name": "next", "touching": "ring", "tolerance": 1},
             {"name": "listed", "areas": ["B1", "B2"]},
             {"name": "whole", "group": "South"},
         ],
         "spent": {"amount": 1000, "currency": "GBP", "source": "minutes"},
         "other_outcomes": [
             {"name": "indoors", "within": 100, "of": "target", "outcome": "theft"},
             {"name": "beside", "touching": "ring", "tolerance": 3, "outcome": "theft"},
             {"name": "south", "group": "South", "outcome": "robbery"},
             {"name": "named", "areas": ["B3"], "outcome": "robbery"},
         ],
         "alternative_starts": [{"start": "2018-06", "source": "minutes"}]},
        {"id": "cameras", "kind": "cameras", "start": "2019-03", "target": {"group": "North"},
         "areas": {"group": "North"}, "donors": {"group": "West"}, "buffer": {"group": "East"},
         "zones": [{"name": "ring", "areas": ["D1"]}, {"name": "far", "areas": ["D2"]}]},
        {"id": "lights", "kind": "lights", "start": "2019-05", "target": ["E1"],
         "buffer": {"within": 40, "of": "ring"},
         "zones": [{"name": "ring", "areas": ["E2"]}, {"name": "far", "areas": ["E3"]}]},
    ],
    "events": [{"name": "Covid-19", "first": "2020-03", "last": "2021-07", "source": "law"}],
    "rule": {
        "data_seen": True, "data_seen_date": "2026-01-31", "level": 0.95, "headline": "forecast",
        "smallest_effect": 0.05, "margin": 0.3, "reporting_change": [0.8, 1.1],
        "windows": [
            {"name": "year", "intervention": "patrol", "base": ["2017-01", "2017-12"],
             "post": ["2018-10", "2019-09"]},
            {"name": "half", "intervention": "patrol", "base": ["2017-01", "2017-06"],
             "post": ["2018-10", "2019-03"]},
            {"name": "lamps", "intervention": "cameras", "base": ["2017-01", "2017-06"],
             "post": ["2019-10", "2020-03"]},
            {"name": "second", "intervention": "patrol", "base": ["2017-01", "2017-12"],
             "post": ["2019-10", "2019-11"]},
            {"name": "third", "intervention": "patrol", "base": ["2017-01", "2017-12"],
             "post": ["2019-12", "2020-11"]},
        ],
        "readings": [{"intervention": "patrol", "starts": ["2020-01", "2020-02"],
                      "lengths": [3, 6], "bases": ["year-before"]}],
    },
    "claims": [
        {"id": "down", "who": "Police", "kind": "fell", "intervention": "patrol",
         "outcome": "robbery", "zone": "ring", "window": "year", "family": "one"},
        {"id": "less", "who": "Police", "kind": "fell-by", "stated": 0.2, "rounding": 0.1,
         "intervention": "patrol", "outcome": "robbery", "family": "one"},
        {"id": "stayed", "who": "Police", "kind": "lasted", "intervention": "patrol",
         "outcome": "robbery", "window": "year", "later": "second"},
        {"id": "indoors", "who": "Council", "kind": "rose", "intervention": "patrol",
         "other_outcome": "indoors"},
        {"id": "many", "who": "Council", "kind": "number", "stated": 200, "rounding": 10,
         "population": "women"},
        {"id": "part", "who": "Shop", "kind": "share", "stated": 0.2, "numerator": "women",
         "denominator": "men"},
        {"id": "acted", "who": "Police", "kind": "done-to", "stated": 0.5, "actions": ["fines"],
         "among": ["fines", "warnings"], "span": ["2018-01", "2018-12"]},
        {"id": "safer", "who": "Police", "kind": "fewer-say", "stated": 0.2, "survey": "safe"},
        {"id": "busier", "who": "Shop", "kind": "more-say", "survey": "again",
         "covariate": "claimants"},
    ],
    "survey": [
        {"id": "safe", "question": "Are you afraid?", "yes_means": "often", "who": "residents",
         "before": {"yes": 2, "of": 40, "asked": "2018"}, "after": {"yes": 3, "of": 44},
         "comparison_before": {"yes": 2, "of": 40}, "comparison_after": {"yes": 3, "of": 44},
         "cluster": 3, "correlation": 0.1, "source": "s", "date": "2019"},
        {"id": "again", "question": "Is it busy?", "yes_means": "yes", "same_people": True,
         "repeated": 0.5, "before": {"yes": 2, "of": 40}, "after": {"yes": 1, "of": 40},
         "design_effect": 1.5, "source": "s"},
        {"id": "other", "question": "Is it loud?", "yes_means": "yes", "source": "s",
         "before": {"yes": 2, "of": 40}},
    ],
    "covariate": [
        {"name": "claimants", "file": "claimants.csv", "area": "ward", "period": "month",
         "value": "claimants", "unit": "people", "source": "s", "explains": "need"},
        {"name": "buses", "file": "buses.csv", "area": "ward", "period": "month",
         "value": "routes", "unit": "routes", "source": "s", "where": {"kind": "night"}},
    ],
    "activity": [
        {"id": "fines", "action": "fines", "on": "men", "place": "the town", "areas": ["A1"],
         "intervention": "patrol", "total": 12, "first": "2018-01", "last": "2018-12",
         "source": "s", "date": "2019"},
        {"id": "warnings", "action": "warnings", "on": "women", "areas": {"group": "North"},
         "total": 5, "first": "2018-01", "last": "2018-12", "source": "s"},
        {"id": "hours", "action": "patrol hours", "file": "hours.csv", "period": "month",
         "count": "hours", "where": {"how": "on foot"}, "intervention": "cameras"},
    ],
    "delays": [{"name": "lags", "file": "lags.csv", "recorded": "r", "committed": "c",
                "outcomes": ["robbery"], "group": "place"}],
    "unit_cost": [{"outcome": "robbery", "amount": 9.5, "currency": "GBP", "source": "a report"}],
    "known_total": [
        {"name": "yearbook", "total": 400, "first": "2017-01", "last": "2017-12",
         "areas": ["A1"], "outcome": "robbery", "tables": ["crime"], "source": "a yearbook"},
        {"name": "answer", "total": 30, "first": "2017-01", "last": "2017-12",
         "group": "North", "categories": ["THEFT"]},
    ],
    "populations": [
        {"id": "women", "name": "women", "scope": "here", "low": 10, "high": 20, "source": "s"},
        {"id": "men", "name": "men", "scope": "here", "low": 10, "high": 20, "source": "s"},
        {"id": "listed", "name": "listed", "scope": "here", "file": "lists.csv",
         "lists": ["one", "two"], "published": "a report", "code": "Code", "service": "Service",
         "date": "Date", "first": "2018-01", "last": "2018-12"},
    ],
    "programmes": [{"id": "both", "waves": ["patrol", "cameras"]}],
    "opinions": [{"who": "Shop", "words": "It is a stunt.", "source": "A paper", "date": "2019",
                  "order": 3}],
    "known": [{"finding": "It fell.", "source": "A paper", "where": "Leeds", "design": "a cohort",
               "agrees": ["down"], "disagrees": ["less"], "beside": ["part"],
               "measure": "odds ratio", "figure": 2, "low": 0.1, "high": 14}],
    "tests": [
        {"id": "nights", "what": "Count.", "by": "counts", "expected": 20, "change": -0.25,
         "of": "nights", "seen": 0.7, "spread": 2, "staff": 2, "months": 4, "holders": "a service"},
        {"id": "ask", "what": "Ask.", "by": "share", "expected": 0.5, "within": 0.1},
        {"id": "look", "what": "Look."},
    ],
}  # fmt: skip
for claim in FULL["claims"]:
    claim.update(side="for", words="Said.", source="A paper", date="2019", test="nights", order=1)

BY_KIND = {
    "whole": (3, 12, 2), "number": (0.13, 12.5, 0.7, 15),
    "month": ("2018-11", "2015-02", "2016-12", "2021-11"),
    "day": ("2018-07-05", "2018-12-09", "2018-05"), "date": ("2026-02-01",), "when": ("2020",),
    "pairs": ({"THEFT": "PURSE"}, {"*": "unknown"}), "selector": ("BURGLARY",),
}  # fmt: skip
# What the texts of a key may be, beyond the ids of the list that it refers to.
TEXTS = (
    "other",
    "kind",
    "B4",
    "A2",
    "North",
    "beside",
    "weights2.csv",
    "target",
    "date",
    "latin-1",
)
# Keys that only take one value where they are given, or that others must follow.
BY_HAND: dict[tuple[str, str], dict[tuple[str, ...], Any]] = {
    ("rule", "margin_count"): {("margin",): None, ("margin_count",): 12},
    ("counts", "layout"): {("layout",): "wide", ("period",): None, ("count",): None},
    ("interventions", "areas"): {("areas", "areas"): ["A1", "A3"]},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("decision")
    (folder / "weights.csv").write_text(WEIGHTS, encoding="utf-8")
    (folder / "weights2.csv").write_text(WEIGHTS.replace("10", "11"), encoding="utf-8")
    return folder


def holders(raw: dict[str, Any], block: Block) -> list[dict[str, Any]]:
    """The tables of a block in a mapping."""
    inside: list[Any] = [raw]
    for key in block.path:
        inside = [
            entry
            for table in inside
            for held in (table.get(key, []),)
            for entry in (held if isinstance(held, list) else [held])
        ]
    return inside


def other_values(column: Column, raw: dict[str, Any]) -> Iterator[Any]:
    """Values that a key may hold instead; whether the study accepts them is tried."""
    lists = {block.path[-1]: block for block in blocks() if block.many}
    if column.choices:
        values: list[Any] = list(column.choices)
    elif column.kind == "truth":
        values = [True, False]
    elif column.kind == "text":
        named = holders(raw, lists[column.key.refers]) if column.key.refers else []
        values = [entry.get("id", entry.get("name")) for entry in named] + list(TEXTS)
    else:
        values = list(BY_KIND[column.kind])
    for value in values:
        if column.two:
            yield from ([value, values[-1]], ["2016-01", value], ["2018-11", value], [0.7, value])
        elif column.many:
            yield from ([value], [value, values[0]])
        else:
            yield value


def changed(block: Block, column: Column, folder: Path, raw: dict[str, Any]) -> Iterator[Study]:
    """Studies that differ from this one in one key alone, as far as they are accepted."""
    for number in range(len(holders(raw, block))):
        settings = [{column.path: value} for value in (*other_values(column, raw), None)]
        settings.append(BY_HAND.get((block.name, column.header), {}))
        for setting in settings:
            other = copy.deepcopy(raw)
            entry = holders(other, block)[number]
            for path, value in setting.items():
                put(entry, path, value)
            if other == raw:
                continue
            try:
                yield study_from(other, folder)
            except InputError:
                continue


def put(entry: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Give a key another value, or none; a list or a text in place of a table becomes one."""
    if len(path) == 2:
        inner = entry.get(path[0], {})
        if not isinstance(inner, dict):
            inner = {"areas" if isinstance(inner, list) else "file": inner}
        inner = {key: held for key, held in inner.items() if {key, path[1]} != {"areas", "group"}}
        entry[path[0]], entry = inner, inner
    if value is None:
        entry.pop(path[-1], None)
    else:
        entry[path[-1]] = value


KEYS = [(block, column) for block in blocks() for column in block.columns]
NAMES = [f"{block.name}-{column.header}" for block, column in KEYS]
# Other keys name these, or files hang on them: no other value of them alone is a study.
NEVER_ALONE = {("counts", key) for key in ("name", "x", "y", "crs")} | {("areas", "group")}


@pytest.mark.parametrize(("block", "column"), KEYS, ids=NAMES)
def test_a_key_changes_the_hash_if_it_decides_and_only_then(
    block: Block, column: Column, folder: Path
) -> None:
    before = rule_sha256(study_from(FULL, folder))
    hashes = {rule_sha256(study) for study in changed(block, column, folder, FULL)}
    assert hashes or (block.name, column.header) in NEVER_ALONE
    assert bool(hashes - {before}) == column.key.decides


DECIDING = [
    (block, column)
    for block, column in KEYS
    if column.key.decides
    and (column.choices or column.kind not in ("text", "selector"))
    and column.header != "published"
]


@pytest.mark.parametrize(
    ("block", "column"), DECIDING, ids=lambda part: getattr(part, "header", "")
)
def test_what_is_no_name_decides_where_no_table_is_published_too(
    block: Block, column: Column, folder: Path
) -> None:
    hidden = copy.deepcopy(FULL)
    for table in hidden["counts"]:
        table["published"] = False
    before = rule_sha256(study_from(hidden, folder))
    hashes = {rule_sha256(study) for study in changed(block, column, folder, hidden)}
    assert hashes - {before}
