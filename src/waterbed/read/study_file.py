"""The study file: TOML to a Study, or everything that is wrong with it at once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from waterbed.nouns.decision import rule_sha256
from waterbed.nouns.errors import InputError, raise_all
from waterbed.nouns.study import Study
from waterbed.read.delays import resolve_delays
from waterbed.read.files import TABLE_SUFFIXES, suggestion
from waterbed.read.populations import resolve_populations
from waterbed.read.problems import Problems, place_of, screen_text
from waterbed.read.resolve import (
    resolve_areas,
    resolve_counts,
    resolve_events,
    resolve_interventions,
    resolve_outcomes,
)
from waterbed.read.rules import resolve_claims, resolve_rule
from waterbed.read.schema import StudyForm

_CURLY = re.compile(r"=\s*[\[{,\s]*[“”„‘’]|[“”„]\s*[,\]]")
_BASIC = re.compile(r'"(?:[^"\\]|\\.)*"')
_ESCAPE = re.compile(r'\\(?![btnfr"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
_BARE_MONTH = re.compile(r"[=\[,]\s*(\d{4}-\d{2})\s*(?:[,\]#]|$)")
_AT = re.compile(r"\s*\(at (line (\d+), column \d+|end of document)\)$")


def read_study(path: Path, data: Path | None = None) -> Study:
    """Read and check a study file.

    data : the folder that file paths are resolved against, in place of the study's own folder
    Raises InputError, or InputErrors with everything found in one pass: what TOML cannot read;
    else all keys and values; else all that one key means for another.  No file that the study
    names is opened.
    """
    file = str(path)
    try:
        if path.is_dir() or path.suffix.lower() in TABLE_SUFFIXES:
            raise _no_study(path)
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", file=file, mend="Check the path.") from None
    except OSError as error:
        mend = "Allow yourself to read it, or copy it elsewhere."
        raise InputError(
            f"the file cannot be read ({error.strerror})", file=file, mend=mend
        ) from None
    raw = _parse(_decode(content, file), file)
    try:
        form = StudyForm.model_validate(raw)
    except ValidationError as error:
        raise_all([_translate(one, raw, file) for one in error.errors()])
        raise
    problems = Problems(file)
    screen_text(raw, problems)
    study = _resolve(form, data or path.parent, problems)
    raise_all(problems.found)
    digest = hashlib.sha256(content).hexdigest()
    return replace(study, file=file, sha256=digest, rule_sha256=rule_sha256(study))


def _no_study(path: Path) -> InputError:
    kind = "folder" if path.is_dir() else "table"
    inside = sorted(path.glob("*.toml")) if path.is_dir() else []
    mend = f"Give the study file{f': {inside[0]}' if inside else ', which ends in .toml'}."
    return InputError(f"this is a {kind}, not a study file", file=str(path), mend=mend)


def _resolve(form: StudyForm, folder: Path, problems: Problems) -> Study:
    areas = resolve_areas(form.areas, folder, problems)
    counts = resolve_counts(form.counts, areas, folder, problems)
    outcomes = resolve_outcomes(form.outcomes, counts, problems)
    known = {one.id for one in outcomes}
    interventions = resolve_interventions(form.interventions, areas, known, problems)
    rule = resolve_rule(form.rule, interventions, problems)
    return Study(
        title=form.title,
        question=form.question,
        asked_by=form.asked_by,
        seed=form.seed,
        areas=areas,
        counts=counts,
        outcomes=outcomes,
        interventions=interventions,
        events=resolve_events(form.events, problems),
        rule=rule,
        claims=resolve_claims(form.claims, interventions, outcomes, rule, problems),
        populations=resolve_populations(form.populations, form.claims, folder, problems),
        delays=resolve_delays(
            form.delays, sorted(known), [one.id for one in interventions], folder, problems
        ),
        folder=folder,
    )


def _decode(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            "this line is not UTF-8",
            file=file,
            place=f"line {line}",
            mend="Save the file with the encoding UTF-8.",
        ) from None


def _parse(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = [
            InputError(problem, file=file, place=f"line {i}", value=line.strip(), mend=mend)
            for i, line in enumerate(text.splitlines(), 1)
            if not line.lstrip().startswith("#")
            for problem, mend in _habits(line)
        ]
        raise_all(found or [_syntax(error, text, file)])
        raise


def _habits(line: str) -> list[tuple[str, str]]:
    """What word processors and Windows do to a line of TOML."""
    plain = _BASIC.sub('""', line)
    if _CURLY.search(plain):
        return [("curly quotes", 'Use straight quotes: "..."')]
    if any(_ESCAPE.search(text) for text in _BASIC.findall(line)):
        mend = "Use forward slashes in paths (data/counts.csv), or single quotes round the text."
        return [("a backslash in double quotes", mend)]
    bare = _BARE_MONTH.search(plain)
    if bare:
        return [("a month without quotes", f'Write "{bare[1]}".')]
    return []


def _syntax(error: tomllib.TOMLDecodeError, text: str, file: str) -> InputError:
    message = str(error)
    at = _AT.search(message)
    number = int(at[2]) if at and at[2] else 0
    lines = text.splitlines()
    value = lines[number - 1].strip() if 0 < number <= len(lines) else None
    return InputError(
        f"this is not TOML: {_AT.sub('', message).lower()}",
        file=file,
        place=at[1] if at else "",
        value=value,
        mend='A line reads: key = "text", key = 0.95, key = true or key = ["a", "b"].',
    )


_TYPES = {
    "string_type": ("this is no text", 'Put it in quotes: "...".'),
    "int_type": ("this is no whole number", "Write it without quotes: 12."),
    "float_type": ("this is no number", "Write it without quotes: 0.95."),
    "bool_type": ("this is neither true nor false", "Write true or false, without quotes."),
    "list_type": ("this is no list", 'Write ["..."], or a section of its own: [[...]].'),
    "dict_type": ("this is no table", 'Write {column = "value"}, or the value in quotes.'),
    "model_type": ("this is no table", "Write a section of its own: [...]."),
}
_BOUNDS = {
    "greater_than": "this must be above {gt:g}",
    "greater_than_equal": "this must not be below {ge:g}",
    "less_than": "this must be below {lt:g}",
    "less_than_equal": "this must not be above {le:g}",
    "finite_number": "this must be a finite number",
    "too_short": "this list has fewer than {min_length} entries",
    "too_long": "this list has more than {max_length} entries",
    "string_too_long": "this text has more than {max_length} characters",
}


def _translate(error: ErrorDetails, raw: dict[str, Any], file: str) -> InputError:
    """One of pydantic's errors as place, problem, value and mend."""
    location, kind, facts = error["loc"], error["type"], error.get("ctx", {})
    place = place_of(location, raw)
    value = error["input"] if isinstance(error["input"], str | int | float) else None
    if kind == "extra_forbidden":
        mend = suggestion(str(location[-1]), _keys_at(location[:-1]), "keys")
        return InputError("there is no such key", file=file, place=place, value=value, mend=mend)
    if kind == "missing":
        return InputError("this key is missing", file=file, place=place, mend="Add it.")
    if kind == "waterbed":
        problem, mend = facts["problem"], facts["mend"]
    elif kind in _TYPES:
        problem, mend = _TYPES[kind]
    elif kind in _BOUNDS:
        problem, mend = _BOUNDS[kind].format(**facts), "Change it."
    else:
        problem, mend = error["msg"][:1].lower() + error["msg"][1:], ""
    return InputError(problem, file=file, place=place, value=value, mend=mend)


def _keys_at(location: Sequence[int | str]) -> list[str]:
    """The keys that the form knows at a place."""
    form: type[BaseModel] = StudyForm
    for step in location:
        if isinstance(step, str) and step in form.model_fields:
            form = next(_models(form.model_fields[step].annotation), form)
    return list(form.model_fields)


def _models(annotation: Any) -> Any:
    """Form classes inside a field's annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
