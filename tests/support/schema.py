"""results.json against its schema: by it, a key that nobody listed is a fault."""

from __future__ import annotations

import functools
from typing import Any

import jsonschema_rs

from waterbed.report.record.schema import closed as closed_schema
from waterbed.report.record.schema import schema

MOST = 20


@functools.cache
def _validator(closed: bool) -> Any:
    made = schema()
    return jsonschema_rs.validator_for(closed_schema(made) if closed else made)


def faults(document: object, *, closed: bool = True) -> list[str]:
    """Where a document does not keep to the schema, and why: the first few.

    closed : whether a key that the schema does not name is one
    """
    found = []
    for fault in _validator(closed).iter_errors(document):
        found.append(f"{'/'.join(map(str, fault.instance_path))}: {str(fault.message)[:300]}")
        if len(found) == MOST:
            break
    return found
