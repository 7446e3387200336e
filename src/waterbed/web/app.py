"""The application: a route a page, what it shows, and what a visitor reads when that fails."""

from __future__ import annotations

import secrets
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from waterbed.model.errors import InputError, WaterbedError
from waterbed.web import downloads
from waterbed.web.bench import Bench
from waterbed.web.forms import Form, Problem, problems_of
from waterbed.web.guard import Guard
from waterbed.web.pages import PAGES, after
from waterbed.web.receive import Foreign, Received, receive
from waterbed.web.rendered import render, static
from waterbed.web.visit import Page, Visit

Endpoint = Callable[[Request], Awaitable[Response]]
FOREIGN = "This form was not made by this workbench, or by an earlier one. Load the page again."


def create_app(bench: Bench, pages: Sequence[Page] = PAGES) -> Starlette:
    """The workbench of a folder; what it holds is wiped when it ends."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        bench.close()

    routes = [
        Route("/static/{name}", served),
        *(
            Route(page.path, _endpoint(bench, page, pages), methods=_methods(page))
            for page in pages
        ),
        *downloads.routes(bench),
    ]
    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Guard, bench=bench, refused=lambda why: refused(bench, why, 403))],
        exception_handlers={HTTPException: _missing(bench), Exception: _fault(bench)},
    )


def _methods(page: Page) -> list[str]:
    return ["GET", "POST"] if page.take else ["GET"]


async def served(request: Request) -> Response:
    """A file of web/static."""
    served_file = static(request.path_params["name"])
    if served_file is None:
        raise HTTPException(404)
    return Response(served_file[0], media_type=served_file[1])


def _endpoint(bench: Bench, page: Page, pages: Sequence[Page]) -> Endpoint:
    """What answers for one of these pages: GET shows it, POST does what its form asks."""

    async def answer(request: Request) -> Response:
        visit = Visit(bench, request.query_params)
        try:
            if page.of_study:
                key = request.path_params["study"]
                study = await run_in_threadpool(bench.store.open, key)
                visit = replace(visit, study=study)
        except WaterbedError as error:
            return refused(bench, str(error), 404)
        if request.method != "POST" or page.take is None:
            return await run_in_threadpool(_shown, page, pages, visit)
        received = Received(visit.answers, ())
        try:
            received = await receive(request, bench)
            visit = replace(visit, answers=received.answers, uploads=received.uploads)
            done = await run_in_threadpool(page.take, visit)
            if done is not None:
                return done
            return await run_in_threadpool(_shown, page, pages, visit)
        except Foreign:
            return refused(bench, FOREIGN, 403)
        except ClientDisconnect:  # nobody reads the answer
            return Response(status_code=400)
        except (WaterbedError, OSError) as error:
            visit = replace(visit, error=_explained(error))
            return await run_in_threadpool(_shown, page, pages, visit)
        finally:
            for upload in received.uploads:
                upload.file.unlink(missing_ok=True)

    return answer


def _shown(page: Page, pages: Sequence[Page], visit: Visit) -> Response:
    """The page; where it cannot be shown, the reason in its place."""
    try:
        values: Mapping[str, object] = page.show(visit)
    except (WaterbedError, OSError) as error:
        visit = replace(visit, error=_explained(error))
        return HTMLResponse(_render("stopped.html", page, pages, visit, {}), 422)
    status = 422 if _problems(visit, values) else 200
    return HTMLResponse(_render(page.template, page, pages, visit, values), status)


def _render(
    template: str, page: Page, pages: Sequence[Page], visit: Visit, values: Mapping[str, object]
) -> str:
    """pages : those of the workbench, which its bar and its steps lead to"""
    return render(
        template,
        page=page,
        pages=pages,
        after=after(page, pages),
        study=visit.study,
        key=visit.bench.csrf,
        problems=_problems(visit, values),
        broken_off=visit.bench.told_broken_off(),
        **{"command": page.said(visit.study), **values},
    )


def _problems(visit: Visit, values: Mapping[str, object]) -> tuple[Problem, ...]:
    """What is wrong, each beside its field where a form of the page has it."""
    forms = [value for value in values.values() if isinstance(value, Form) and value.problems]
    return forms[0].problems if forms else problems_of(visit.error)


def _explained(error: WaterbedError | OSError) -> WaterbedError:
    if isinstance(error, WaterbedError):
        return error
    if error.filename is None:
        raise error
    return InputError(
        f"this cannot be read or written ({error.strerror})",
        mend="Free it, or some space on its disk, and do it again; nothing was lost.",
    )


def refused(bench: Bench, why: str, status: int) -> Response:
    """A page that says one sentence, to somebody who may not be ours: nothing of the folder."""
    return HTMLResponse(render("refused.html", why=why), status)


def _missing(bench: Bench) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return refused(bench, "There is no such page here.", status)

    return answer


def _fault(bench: Bench) -> Callable[[Request, Exception], Response]:
    """A fault of ours: a number for the reader, and where it was for the terminal."""

    def answer(request: Request, error: Exception) -> Response:
        number = secrets.token_hex(4)
        log_fault(number, error)
        why = (
            f"Something went wrong in Waterbed itself: fault {number}. Your files are as they "
            "were. The terminal that waterbed serve runs in says where it was."
        )
        return refused(bench, why, 500)

    return answer


def log_fault(number: str, error: BaseException) -> None:
    """Where a fault was: kinds, files and lines, and never what it says, which may hold a value of
    a table."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    print(f"fault {number}: {type(error).__name__}", *places, sep="\n", file=sys.stderr)
