from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fetch.replay import Replay, serving
from waterbed.fetch import download, web


@pytest.fixture
def replay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """The publishers, played; no waiting between tries."""
    with serving() as found:
        monkeypatch.setenv(web.BASE, found.base)
        for key in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
            monkeypatch.delenv(key, raising=False)
        monkeypatch.setattr(web, "pause", lambda attempt: None)
        monkeypatch.setattr(download, "pause", lambda attempt: None)
        yield found
        web.session().close()
