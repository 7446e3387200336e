"""How long work says how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many parts are done, and how many there are."""


def quiet(what: str, done: int, of: int) -> None:
    """Progress that nobody watches."""


AS_RECORDS = "WATERBED_PROGRESS_RECORDS"
"""Of the environment: where it is set, a command that is not at a terminal writes its progress to
standard error as JSON, a record a line, for the program that started it."""


def duration(seconds: float) -> str:
    """About how long: 20 seconds, 3 minutes."""
    if seconds < 100:
        return f"about {max(5, 5 * round(seconds / 5))} seconds"
    return f"about {round(seconds / 60)} minutes"
