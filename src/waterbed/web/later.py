"""What takes longer than a page may: worked out beside, and kept until it is asked for again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Unready
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
        """What `make` gives, by a key that changes with all that it rests on; None while it is
        worked out.  What it raises is raised here, and it is tried anew the next time."""
        future = self._made.get(key)
        if future is None:
            future = self._made[key] = self._worker.submit(make)
            for old in list(self._made)[:-KEPT]:
                self._made.pop(old).cancel()
        try:
            made: Made = future.result(patience)
        except Unready:
            return None
        except BaseException:
            self._made.pop(key, None)
            raise
        return made

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)
