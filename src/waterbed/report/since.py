"""What a run changed: its results.json beside the one that it took the place of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from waterbed.report.words.answers import ANSWER_WORDS

Record = Mapping[str, Any]
"""A results.json as it was read."""

SAME = "Nothing: the same claims have the same answers."


def since(before: Record, now: Record) -> tuple[str, ...]:
    """A sentence for each change that a reader would ask about, answers first."""
    changes = (*_answers(before, now), *files_changed(before, now), *_rule(before, now))
    return changes or (SAME,)


def _claims(record: Record) -> dict[str, tuple[str, str]]:
    """Words and answer of each claim, by its id."""
    words = {claim["id"]: str(claim["words"]) for claim in record["study"]["claims"]}
    return {
        verdict["claim"]: (words.get(verdict["claim"], verdict["claim"]), str(verdict["answer"]))
        for verdict in record["verdicts"]
    }


def _answers(before: Record, now: Record) -> Iterator[str]:
    old, new = _claims(before), _claims(now)
    for claim, (words, answer) in new.items():
        said = ANSWER_WORDS[answer].lower()
        if claim not in old:
            yield f"New: “{words}”: {said}."
        elif old[claim][1] != answer:
            yield f"“{words}”: {ANSWER_WORDS[old[claim][1]].lower()} before, {said} now."
        elif old[claim][0] != words:
            yield f"In other words: “{words}”."
    for claim, (words, _) in old.items():
        if claim not in new:
            yield f"No longer asked: “{words}”."


def files_changed(before: Record, now: Record) -> Iterator[str]:
    """A sentence for each file that is another, or that one of two runs alone has read."""
    old, new = ({file["path"]: file["sha256"] for file in run["inputs"]} for run in (before, now))
    for path in new:
        if path not in old:
            yield f"The file {path} was not read before."
        elif old[path] != new[path]:
            yield f"The file {path} has changed."
    for path in old:
        if path not in new:
            yield f"The file {path} is no longer read."


def _rule(before: Record, now: Record) -> Iterator[str]:
    if before["study"]["rule_sha256"] != now["study"]["rule_sha256"]:
        yield "What is decided and how (the rule's hash) has changed."
    if before["waterbed"] != now["waterbed"]:
        yield f"Waterbed {before['waterbed']} ran it before, {now['waterbed']} now."
