"""A visit to a page: what was asked, answered and sent, and the study that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from starlette.datastructures import ImmutableMultiDict, QueryParams
from starlette.responses import RedirectResponse, Response

from waterbed.model.errors import WaterbedError
from waterbed.model.typed import typed
from waterbed.web.bench import Bench
from waterbed.web.forms import Form
from waterbed.web.receive import Upload
from waterbed.web.store import Opened


@dataclass(frozen=True, slots=True)
class Visit:
    """query : of the address; answers, uploads : of the form that was sent, none of a `show` alone
    study : of a page about one; error : what was wrong with what was sent
    """

    bench: Bench
    query: QueryParams
    study: Opened | None = None
    answers: ImmutableMultiDict[str, str] = field(default_factory=ImmutableMultiDict)
    uploads: tuple[Upload, ...] = ()
    error: WaterbedError | None = None

    @property
    def about(self) -> Opened:
        """The study of a page that is about one."""
        assert self.study is not None
        return self.study

    @property
    def seen(self) -> str:
        """`Opened.seen` of the study as the page was made that was sent (`Store.write`)."""
        return self.answers.get("seen", "")

    def form(self, form: Form) -> Form:
        """A form of the page: as it is, or as it was sent and with what was wrong."""
        if self.answers.get("form") != form.name:
            return form
        return form.answered(self.answers, self.error)

    def sent(self, name: str) -> tuple[Upload, ...]:
        """The files that were sent in a field."""
        return tuple(upload for upload in self.uploads if upload.field == name)

    def upload(self, name: str) -> Upload | None:
        """The first file that was sent in a field."""
        return next(iter(self.sent(name)), None)


Show = Callable[[Visit], Mapping[str, object]]
"""What the template of a page shows; reads and writes nothing but what the library does."""

Take = Callable[[Visit], Response | None]
"""Does what a form of the page asks, and says where to go (`go`). A WaterbedError shows the page
again, with what was entered and what is wrong; None does, with what was entered."""


@dataclass(frozen=True, slots=True)
class Page:
    """A row of `PAGES`.

    key : its name in code; path : its address, with {study} where it is about one
    title : as heading and in the bar; template : in web/templates
    command : what does the same at the command line, with {study} and {folder}
    show, take : see `Show`, `Take`
    step : whether it stands in the row of steps of a study; else among the pages of the workbench
    """

    key: str
    path: str
    title: str
    template: str
    command: str
    show: Show
    take: Take | None = None
    step: bool = True

    @property
    def of_study(self) -> bool:
        return "{study}" in self.path

    def address(self, study: Opened | None = None) -> str:
        return self.path.format(study=quote(study.key, safe="") if study else "")

    def said(self, study: Opened | None) -> str:
        """The command, with the study's own paths."""
        if study is None:
            return self.command
        return self.command.format(study=study.typed, folder=typed(study.key))


def go(address: str) -> Response:
    """To a page, by which what was sent is not sent again when that is loaded anew."""
    return RedirectResponse(address, status_code=303)
