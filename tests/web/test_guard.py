"""Nobody is let in but the browser that was opened with the token, from a page of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import HOST, ORIGIN, sent
from waterbed.web.bench import Bench
from waterbed.web.pages import PAGES

PLAIN = [one for one in PAGES if not one.of_study]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:80", f"{HOST}.evil", ""])
def test_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 403
    assert "studies" not in answer.text


def test_localhost_is_ours(bench: Bench, stranger: TestClient) -> None:
    at = {"host": f"localhost:{bench.port}"}
    assert stranger.get(f"/open?token={bench.token}", headers=at).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"https://{HOST}"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_of_somebody_else_is_refused(
    bench: Bench, client: TestClient, root: Path, method: str, headers: dict[str, str]
) -> None:
    answer = client.request(method, "/", headers=headers, data=sent(bench, form="example"))
    assert answer.status_code == 403
    assert list(root.iterdir()) == []


def test_a_form_from_nowhere_is_refused(bench: Bench, client: TestClient, root: Path) -> None:
    del client.headers["origin"]
    assert client.post("/", data=sent(bench, form="example")).status_code == 403
    assert list(root.iterdir()) == []


@pytest.mark.parametrize("page", PLAIN, ids=lambda page: page.key)
def test_without_the_token_no_page_is_shown(stranger: TestClient, page: object, root: Path) -> None:
    (root / "secret-name").mkdir()
    (root / "secret-name" / "study.toml").write_text('title = "Secret title"\n')
    answer = stranger.get(page.path)  # type: ignore[attr-defined]
    assert answer.status_code == 403
    assert "ecret" not in answer.text


@pytest.mark.parametrize("token", ["", "wrong", "?"])
def test_a_wrong_token_opens_nothing(stranger: TestClient, token: str) -> None:
    answer = stranger.get("/open", params={"token": token})
    assert answer.status_code == 403
    assert not answer.cookies


def test_the_token_opens_once(bench: Bench, stranger: TestClient) -> None:
    first = stranger.get(bench.address)
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert bench.token not in cookie
    assert stranger.get(bench.address).headers["location"] == "/"
    stranger.cookies.clear()
    assert stranger.get(bench.address).status_code == 403


@pytest.mark.parametrize("cookie", ["wrong", "", '"', "a=b; c"])
def test_a_wrong_cookie_is_none(bench: Bench, stranger: TestClient, cookie: str) -> None:
    headers = {"cookie": f"{bench.cookie_name}={cookie}"}
    assert stranger.get("/", headers=headers).status_code == 403


@pytest.mark.parametrize("key", [None, "", "wrong"])
def test_a_form_without_its_key_does_nothing(
    client: TestClient, root: Path, key: str | None
) -> None:
    answers = {"form": "example"} | ({} if key is None else {"csrf": key})
    assert client.post("/", data=answers).status_code == 403
    assert client.post("/", content=b"{}").status_code == 403
    assert list(root.iterdir()) == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_no_other_method_is_known(client: TestClient, method: str) -> None:
    assert client.request(method, "/").status_code in (403, 405)


def test_every_answer_forbids_what_no_page_needs(client: TestClient) -> None:
    for path in ("/", "/static/style.css", "/nowhere", "/open?token=x"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy, path
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


def test_no_page_has_a_script_or_a_style_of_its_own(client: TestClient) -> None:
    text = client.get("/").text
    assert " style=" not in text and "<style" not in text
    assert text.count("<script") == 1 and "onclick" not in text
    assert ORIGIN not in text and "http://" not in text and "https://" not in text
