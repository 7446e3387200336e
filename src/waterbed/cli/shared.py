"""What the commands share: kinds of parameter, errors as sentences, progress."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from waterbed.cli.streams import echo
from waterbed.model.errors import WaterbedError
from waterbed.model.progress import AS_RECORDS, duration

STUDY = click.Path(path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


class _Number(click.types.FloatParamType):
    """One of two numbers; where the next option stands in its place, that is said."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            return float(value)
        except ValueError:
            problem = f"it takes two numbers, as in {param.opts[0]} 207 110" if param else ""
            self.fail(f"{problem}, and {value!r} is not a number", param, ctx)


PAIR: dict[str, Any] = {"type": _Number(), "nargs": 2}


def month_given(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A month as people write it (2024-01, 01/2024, January 2024), as its ordinal; for
    `callback`."""
    if value is None:
        return None
    from waterbed.model.months import read_date

    try:
        date = read_date(value)
    except ValueError:
        date = None
    if date is None or date.day is not None:
        raise click.BadParameter(
            f"{value!r} is not a month; write it as 2024-01, 01/2024 or January 2024."
        )
    return date.month


def explained(
    function: Callable[..., Any], stopped: str = "Stopped; nothing was written."
) -> Callable[..., Any]:
    """Print our own errors as sentences; leave with 2 for the user's input and 1 for ours.

    stopped : what is said where the user stops it
    """

    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except WaterbedError as error:
            echo(str(error), err=True)
            sys.exit(error.exit_code)
        except OSError as error:
            if error.filename is None:
                raise
            echo(f"{error.filename}: this cannot be read or written ({error.strerror}). "
                       "Choose another folder, or free this one.", err=True)  # fmt: skip
            sys.exit(2)
        except KeyboardInterrupt:
            echo(stopped, err=True)
            sys.exit(130)

    return wrapped


@contextmanager
def progress_bar(show: bool) -> Iterator[Callable[[str, int, int], None]]:
    """How far it is, with the time left: a bar on a terminal, elsewhere a line now and then."""
    if not show:
        from waterbed.model.progress import quiet

        yield quiet
        return
    if not sys.stderr.isatty():
        yield ProgressRecords() if os.environ.get(AS_RECORDS) else ProgressLines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda what, done, of: bar.update(
            task, description=what, completed=done, total=of if done else None
        )


class ProgressLines:
    """Progress as lines of text on standard error, none in the first seconds."""

    FIRST, APART = 5.0, 15.0
    """Seconds before the first line, and between two."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock, self.what, self.began = clock, "", clock()
        self.due = self.began + self.FIRST

    def __call__(self, what: str, done: int, of: int) -> None:
        now = self.clock()
        if what != self.what:
            self.what, self.began = what, now
        if now < self.due or done >= of:
            return
        self.due = now + self.APART
        left = (now - self.began) * (of - done) / done if done else 0.0
        echo(f"{what}: {100 * done // of}%{f', {duration(left)} left' if left else ''}", err=True)


class ProgressRecords:
    """Progress for the program that started this one (`AS_RECORDS`), a few records a second."""

    APART = 0.25

    def __init__(self) -> None:
        self.what, self.due = "", 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if what == self.what and now < self.due:
            return
        self.what, self.due = what, now + self.APART
        click.echo(json.dumps({"what": what, "done": done, "of": of}), err=True)
