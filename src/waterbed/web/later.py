"""What takes longer than a page may: worked out beside, and kept until it is asked for again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Unready
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from waterbed.analysis.ahead import Ahead

PATIENCE = 0.25
"""Seconds that a page waits for it."""
KEPT = 16

Made = TypeVar("Made")


@dataclass(slots=True)
class Later:
    _made: dict[Hashable, Future[Any]] = field(default_factory=dict)
    _worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _ahead: Ahead | None = None

    @property
    def ahead(self) -> Ahead:
        """What studies could tell; loaded once it is asked for."""
        from waterbed.analysis.ahead import Ahead

        if self._ahead is None:
            self._ahead = Ahead()
        return self._ahead

    def get(
        self, key: Hashable, make: Callable[[], Made], patience: float = PATIENCE
    ) -> Made | None:
        """What `make` gives, told once; None while it is worked out, for whoever asks with the same
        key again.  What it raises is raised here."""
        future = self._made.get(key)
        if future is None:
            future = self._made[key] = self._worker.submit(make)
            for old in list(self._made)[:-KEPT]:
                self._made.pop(old).cancel()
        with suppress(Unready):
            future.exception(patience)
        if not future.done():
            return None
        self._made.pop(key, None)
        answer: Made = future.result()
        return answer

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)
