"""docs/results.schema.json: the JSON Schema of results.json, made of the types that may leave.

    python -m waterbed.report.record.schema > docs/results.schema.json

A key is described by the docstring of its released type, or else of the raw type of the same name
(an Estimate gives a ShownEstimate); what stands in neither is in `said.SAID`.  JSON Schema: draft
2020-12.  A program should pass over keys that it does not know: later versions add some.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any

import waterbed.model
from waterbed import __version__
from waterbed.model import released as out
from waterbed.model import released_activity as out_activity
from waterbed.model import released_costs as out_costs
from waterbed.model import released_study as out_study
from waterbed.model import released_survey as out_survey
from waterbed.model.months import Months
from waterbed.report.record.findings import WAVE
from waterbed.report.record.results import SOME, SURVEYS
from waterbed.report.record.rows import MONTHS, keys_of
from waterbed.report.record.said import SAID

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": ["number", "null"]}
MONTH: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}$"}
ROW: Schema = {"type": "integer", "minimum": 0}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _object(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


REMARK: Schema = {
    "type": "object",
    "properties": {"code": TEXT, "text": TEXT},
    "required": ["code"],
    "additionalProperties": True,
}
WAVE_ROW = "WaveOfSum"
"""Of a sum, the row of one wave: some keys of an estimate."""

GIVEN: dict[type, dict[str, Schema]] = {
    out.ShownRun: {
        "notices": _list(REMARK),
        "packages": _object(TEXT),
        "costs": _list({"$ref": "#/$defs/Cost"}),
    },
    out_study.ShownStudy: {
        "data_seen": {"type": "boolean"},
        "data_seen_date": TEXT,
        "lock": {"enum": ["", "same", "differs"]},
        "lock_date": TEXT,
        "placebos_asked": {"type": "integer"},
    },
    out.ShownInput: {
        "sha256": {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"},
        "reasons": _object({"type": "integer"}),
        "notices": _list(TEXT),
    },
    out.ShownTotal: {"status": TEXT},
    out.ShownDetectable: {"claim": {"type": ["string", "null"]}},
    out.ShownEstimate: {
        "warnings": _list(TEXT),
        "checks": _list(ROW),
        "waves": _list({"$ref": f"#/$defs/{WAVE_ROW}"}),
    },
    out.ShownCheck: {"status": TEXT, "facts": _object({}), "text": TEXT},
    out.ShownVerdict: {
        "claim": TEXT,
        "reason": TEXT,
        "reasons": _list(REMARK),
        "could_see": TEXT,
        "estimates": _list(ROW),
        "checks": _list(ROW),
        "detectable": {"type": ["integer", "null"], "minimum": 0},
    },
    out.ShownPopulation: {"text": TEXT},
    out_activity.ShownActivity: {"text": TEXT},
    out_survey.ShownSurvey: {"text": TEXT},
}
"""Keys of a type's row that are not what its field holds: those that `record` is given."""

ABSENT: dict[type, tuple[str, ...]] = {out.ShownCheck: ("parameter", "scale", "part")}
"""Keys that a type has and its row has not."""
MAY_LACK: dict[type, tuple[str, ...]] = {
    out.ShownRun: (*SURVEYS, "costs"),
    out_study.ShownStudy: SOME,
    out.ShownEstimate: ("waves",),
    out.ShownCheck: tuple(key for key, _ in keys_of(out.ShownParameter)),
}
"""Keys that stand in a row only where there is something in them."""


def schema() -> Schema:
    """The schema of a whole results.json."""
    defs: dict[str, Schema] = {}
    whole = _row(out.ShownRun, defs)
    defs["Cost"] = _row(out_costs.ShownCost, defs)
    estimate = defs["Estimate"]["properties"]
    defs[WAVE_ROW] = {
        "type": "object",
        "description": "One wave of a sum, at the level that the sum takes of it.",
        "properties": {key: estimate[key] for key in WAVE},
        "required": list(WAVE),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"results.json of Waterbed {__version__}",
        **whole,
        "$defs": dict(sorted(defs.items())),
    }


def closed(written: Schema) -> Schema:
    """The same schema, by which a key that it does not name is an error."""
    text = json.dumps(written)
    whole: Schema = json.loads(text)
    for row in (whole, *whole["$defs"].values()):
        row["additionalProperties"] = False
    return whole


def _row(kind: type, defs: dict[str, Schema]) -> Schema:
    """The row of a released type; types that it holds are added to `defs`."""
    properties = dict(_properties(kind, defs))
    lacks = MAY_LACK.get(kind, ())
    sentence = _sentence(kind)
    return {
        "type": "object",
        **({"description": sentence} if sentence else {}),
        "properties": properties,
        "required": [key for key in properties if key not in lacks],
    }


def _properties(kind: type, defs: dict[str, Schema]) -> Iterator[tuple[str, Schema]]:
    hints, given = typing.get_type_hints(kind), GIVEN.get(kind, {})
    for key, field in keys_of(kind):
        if key in ABSENT.get(kind, ()):
            continue
        if key in given:
            yield key, _described(kind, key, field, given[key])
            continue
        held = hints[field] if field in hints else _returned(kind, field)
        if out.ShownParameter in (held, *typing.get_args(held)):
            parameter = _properties(out.ShownParameter, defs)
            yield from ((k, v) for k, v in parameter if k not in ABSENT.get(kind, ()))
            continue
        yield key, _described(kind, key, field, _of(held, field, defs))
    known = {key for key, _ in keys_of(kind)}
    yield from ((key, _described(kind, key, key, held)) for key, held in given.items()
                if key not in known)  # fmt: skip
    if kind is out.ShownCheck:  # its parameter stands in its row, where it has one
        yield from (
            (key, value)
            for key, value in _properties(out.ShownParameter, defs)
            if key not in ABSENT[kind]
        )


def _returned(kind: type, name: str) -> Any:
    """What a property of a type gives."""
    return typing.get_type_hints(getattr(kind, name).fget)["return"]


_PLAIN: dict[Any, Schema] = {
    str: TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: NUMBER,
    Months: {"type": "array", "items": MONTH, "minItems": 2, "maxItems": 2},
    out.ShownFigure: NUMBER,
    out_study.ShownWindowFrom: TEXT,
    out_study.ShownChoice: TEXT,
}


def _of(held: Any, name: str, defs: dict[str, Schema]) -> Schema:
    """What `rows.written` makes of a value of this type, in a field of this name."""
    if held is int and name in MONTHS:
        return MONTH
    if held in _PLAIN:
        return _PLAIN[held]
    origin, parts = typing.get_origin(held), typing.get_args(held)
    if origin in (typing.Union, types.UnionType):
        return _either([_of(part, name, defs) for part in parts if part is not type(None)],
                       type(None) in parts)  # fmt: skip
    if origin is tuple and parts[-1] is Ellipsis:
        return _list(_of(parts[0], name, defs))
    if origin is tuple:
        each = [_of(part, name, defs) for part in parts]
        return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}
    called = held.__name__.removeprefix("Shown")
    if called not in defs:
        defs[called] = {}
        defs[called] = _row(held, defs)
    return {"$ref": f"#/$defs/{called}"}


def _either(each: list[Schema], none: bool) -> Schema:
    """One of several, or null."""
    first, *others = [kind for i, kind in enumerate(each) if kind not in each[:i]]
    if others:
        return {"anyOf": [first, *others, *([{"type": "null"}] if none else [])]}
    if not none or first == NUMBER:
        return first
    if isinstance(first.get("type"), str):
        return {**first, "type": [first["type"], "null"]}
    return {"anyOf": [first, {"type": "null"}]}


# What a key is, in words --------------------------------------------------------------------------

_DESCRIBED = re.compile(r"^ *([\w, ]+?) : (.*(?:\n {8,}\S.*)*)", re.M)
NULL = re.compile(r"\bNone\b")
_AGAIN = re.compile(r"; (?=[\w, ]+ : )")


def _described(kind: type, key: str, field: str, of: Schema) -> Schema:
    said = description(kind, key, field)
    return {**of, "description": said} if said else of


def description(kind: type, key: str, field: str) -> str:
    """What a key of a released type is; "" where nobody says it."""
    own = SAID.get(kind.__name__.removeprefix("Shown"), {})
    for said in (own, _docstring(kind), _docstring(_raw(kind)), SAID[""]):
        if key in said or field in said:
            return NULL.sub("null", said.get(key) or said[field])
    return ""


def _docstring(kind: type | None) -> Mapping[str, str]:
    """`name, other : what they are` of a docstring, by name."""
    said: dict[str, str] = {}
    for line in _DESCRIBED.finditer((kind.__doc__ if kind else "") or ""):
        for part in _AGAIN.split(" ".join(line[0].split())):
            names, _, text = part.partition(" : ")
            text = text[:1].upper() + text[1:].replace("`", "").rstrip(".") + "."
            said |= {name.strip(): text for name in names.split(",")}
    return said


def _sentence(kind: type) -> str:
    """The first sentence of a type's docstring."""
    text = " ".join(((kind.__doc__ or "").partition("\n\n")[0]).split()).replace("`", "")
    return "" if " : " in text or text.startswith("Shown") else text


def _raw(kind: type) -> type | None:
    return _raws().get(kind.__name__.removeprefix("Shown"))


@cache
def _raws() -> dict[str, type]:
    """Types of the ground floor by name, but those that are released."""
    names = [
        f"waterbed.model.{info.name}" for info in pkgutil.iter_modules(waterbed.model.__path__)
    ]
    return {
        name: value
        for module in sorted(names)
        if not module.startswith("waterbed.model.released")
        for name, value in vars(importlib.import_module(module)).items()
        if isinstance(value, type) and is_dataclass(value) and value.__module__ == module
    }


if __name__ == "__main__":
    print(json.dumps(schema(), indent=1, ensure_ascii=False))
