"""Who is let in: the browser that was opened with the token, from this machine, at this address.

Each request is refused whose Host is not ours (a name that somebody rebinds to this machine),
whose Origin is another page's, and which has not the cookie that the token was exchanged for.
Forms carry a key of their own (`receive`).  Every answer forbids what a page of ours never needs.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from waterbed.web.bench import Bench

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": a browser would then say of our own forms that their Origin is null.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

Refused = Callable[[str], Response]
"""From a sentence to the page that says it."""


class Guard:
    """Around the whole application; refused : the page of a request that is not let in."""

    def __init__(self, app: ASGIApp, bench: Bench, refused: Refused) -> None:
        self.app, self.bench, self.refused = app, bench, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self.answered(scope)
        await (answer or self.app)(scope, receive, sent)

    def answered(self, scope: Scope) -> Response | None:
        """The answer to a request that goes no further; None: it is let in."""
        headers, path = Headers(scope=scope), str(scope["path"])
        if why := self.foreign(scope, headers):
            return self.refused(why)
        if path.startswith("/static/"):
            return None
        known = self.known(headers)
        if path == "/open":
            return self.opened(scope, known)
        if known:
            return None
        return self.refused(
            "This workbench opens from the address that waterbed serve prints, in one browser. "
            "Go on in the tab that it was opened in, or start it again."
        )

    def foreign(self, scope: Scope, headers: Headers) -> str:
        """Why a request cannot come from a page of ours, or ""."""
        if len(headers.getlist("host")) != 1 or headers["host"] not in self.bench.hosts:
            return "This address is not the workbench's. Use the one that waterbed serve prints."
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return "The workbench knows no such request."
        origins = headers.getlist("origin")
        sites = headers.getlist("sec-fetch-site")
        ours = all(origin == f"http://{headers['host']}" for origin in origins)
        if not ours or any(site not in ("same-origin", "none") for site in sites):
            return "Another page sent this request. Nothing was done."
        if scope["method"] == "POST" and not origins and not sites:
            return "The browser does not say which page sent this. Nothing was done."
        return ""

    def known(self, headers: Headers) -> bool:
        """Whether the request has the cookie."""
        try:
            sent = SimpleCookie("; ".join(headers.getlist("cookie")))
        except CookieError:
            return False
        cookie = sent.get(self.bench.cookie_name)
        return cookie is not None and same(cookie.value, self.bench.cookie)

    def opened(self, scope: Scope, known: bool) -> Response:
        """The token is exchanged for the cookie, once."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        answer = RedirectResponse("/", status_code=303)
        if known:
            return answer
        wrong = scope["method"] != "GET" or not same(given, self.bench.token)
        if self.bench.used or wrong:
            return self.refused(
                "This address opens the workbench once. Go on in the tab that it was opened in, or "
                "start waterbed serve again."
            )
        self.bench.used = True
        answer.set_cookie(
            self.bench.cookie_name, self.bench.cookie, httponly=True, samesite="strict", path="/"
        )
        return answer


def same(given: str, kept: str) -> bool:
    """In a time that does not tell how much of it was right."""
    return secrets.compare_digest(given.encode(), kept.encode())
