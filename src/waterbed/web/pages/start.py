"""The first page: what may be done, and the studies of the folder."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from waterbed.web.forms import HIDDEN, Field, Form
from waterbed.web.pages.numbers import FORM
from waterbed.web.visit import Visit, go

EXAMPLE = Form(
    "example",
    (Field("example", "", kind=HIDDEN, value="redbridge"),),
    "Copy the worked example into this folder",
)


def show(visit: Visit) -> Mapping[str, object]:
    from waterbed.web.pages import PAGES, page

    store = visit.bench.store
    studies = store.studies()
    return {
        "folder": store.root.name,
        "studies": studies,
        "first": next((one for one in PAGES if one.of_study), None),
        "copied": any(study.key == "redbridge" for study in studies),
        "data": page("data"),
        "numbers": FORM,
        "example": visit.form(EXAMPLE),
    }


def take(visit: Visit) -> Response:
    from waterbed.propose.examples import copy_example

    copy_example("redbridge", visit.bench.store.root / "redbridge")
    return go("/")
