"""What the commands share: kinds of parameter, errors as sentences, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from waterbed.cli.streams import echo
from waterbed.model.errors import WaterbedError

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
            self.fail(f"{problem}, and {value!r} is no number", param, ctx)


PAIR: dict[str, Any] = {"type": _Number(), "nargs": 2}


def month_given(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A month as people write it (2024-01, 01/2024, January 2024), as its ordinal; for
    `callback`."""
    if value is None:
        return None
    from waterbed.model.months import read_date

    try:
        found = read_date(value)
    except ValueError:
        found = None
    if found is None or found.day is not None:
        raise click.BadParameter(
            f"{value!r} is no month; write it as 2024-01, 01/2024 or January 2024."
        )
    return found.month


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
    """A progress line with time left, on a terminal only."""
    if not show or not sys.stderr.isatty():
        from waterbed.model.progress import quiet

        yield quiet
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading")
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
