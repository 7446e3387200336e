"""What is served beside pages: how runs stand, and the files that they made."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from waterbed.model.errors import WaterbedError
from waterbed.web.bench import Bench
from waterbed.web.pages.run import events
from waterbed.web.reports import reports_of
from waterbed.web.store import Opened
from waterbed.web.visit import Visit

STYLE = re.compile(rb"<style>(.*?)</style>", re.S)
TABLES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def routes(bench: Bench) -> list[Route]:
    """Under the address of the page "run"."""

    async def opened(request: Request) -> Opened:
        try:
            return await run_in_threadpool(bench.store.open, request.path_params["study"])
        except WaterbedError:
            raise HTTPException(404) from None

    async def watch(request: Request) -> Response:
        visit = Visit(bench, request.query_params, await opened(request))
        return StreamingResponse(events(visit), media_type="text/event-stream")

    async def file(request: Request) -> Response:
        study = await opened(request)
        asked = request.path_params
        reports = await run_in_threadpool(reports_of, bench.store.root, study)
        report = next((report for report in reports if report.profile == asked["profile"]), None)
        path = report.files.get(asked["name"]) if report is not None else None
        if path is None:
            raise HTTPException(404)
        if path.suffix == ".html" and "download" not in request.query_params:
            return _page(await run_in_threadpool(path.read_bytes))
        name = f"{study.name}-{asked['profile']}-{path.name}"
        return FileResponse(path, media_type=TABLES.get(path.suffix), filename=name)

    at = "/study/{study}/run"
    return [Route(f"{at}/events", watch), Route(f"{at}/{{profile}}/{{name:path}}", file)]


def _page(content: bytes) -> Response:
    """A report: a page without script, whose one style is known by its hash; shown in ours."""
    styles = STYLE.findall(content)[:1]
    hashes = [base64.b64encode(hashlib.sha256(style).digest()).decode() for style in styles]
    sources = " ".join(f"'sha256-{digest}'" for digest in hashes) or "'none'"
    headers = {
        "Content-Security-Policy": f"default-src 'none'; style-src {sources}; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
    }
    return Response(content, media_type="text/html; charset=utf-8", headers=headers)
