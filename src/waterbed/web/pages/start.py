"""The first page: what may be done, and the studies of the folder."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from waterbed.web.forms import HIDDEN, Field, Form
from waterbed.web.visit import Visit, go

EXAMPLE = Form(
    "example",
    (Field("example", "", kind=HIDDEN, value="redbridge"),),
    "Copy the worked example into this folder",
)


def show(visit: Visit) -> Mapping[str, object]:
    store = visit.bench.store
    return {
        "folder": store.root.name,
        "studies": store.studies(),
        "example": visit.form(EXAMPLE),
    }


def take(visit: Visit) -> Response:
    from waterbed.propose.examples import copy_example

    copy_example("redbridge", visit.bench.store.root / "redbridge")
    return go("/")
