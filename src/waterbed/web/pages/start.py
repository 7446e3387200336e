"""The first page: what may be done, and the studies of the folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from starlette.responses import Response

from waterbed.model.errors import InputError
from waterbed.propose.examples import EXAMPLES, copy_example
from waterbed.web.forms import PICK, Field, Form
from waterbed.web.pages.data import FILES
from waterbed.web.pages.numbers import FORM
from waterbed.web.visit import Visit, go

FIRST = replace(
    FILES,
    action="/data",
    fields=tuple(field for field in FILES.fields if field.name != "neighbours"),
)
"""What most have of their own; `My data` takes the rest."""


def examples(copied: Collection[str]) -> Form | None:
    """Which of the worked examples to copy, of those that are not in the folder yet."""
    left = tuple((name, says) for name, says in EXAMPLES.items() if name not in copied)
    if not left:
        return None
    asked = Field("example", "Which", kind=PICK, choices=left, value=left[0][0])
    return Form("example", (asked,), "Copy the worked example into this folder")


def show(visit: Visit) -> Mapping[str, object]:
    from waterbed.web.pages import PAGES, page

    store = visit.bench.store
    studies = store.studies()
    offered = examples([study.key for study in studies])
    return {
        "folder": store.root.name,
        "studies": studies,
        "first": next((row for row in PAGES if row.of_study), None),
        "data": page("data"),
        "files": FIRST,
        "numbers": FORM,
        "example": offered and visit.form(offered),
    }


def take(visit: Visit) -> Response:
    name = visit.answers.get("example") or next(iter(EXAMPLES))
    if name not in EXAMPLES:
        raise InputError("this is none of the worked examples", place="example")
    copy_example(name, visit.bench.store.root / name)
    return go("/")
