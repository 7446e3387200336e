"""The command that opens the workbench in a browser."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from waterbed.cli.shared import explained
from waterbed.cli.streams import echo


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--port", type=click.IntRange(1, 65535), help="By default one that is free.")
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
@partial(explained, stopped="The workbench is closed.")
def serve(folder: Path, port: int | None, no_browser: bool) -> None:
    """Open the workbench: make, check, run and read studies in a browser.

    FOLDER holds the studies, by default this one. The workbench reads and writes the same files as
    the other commands, and holds nothing that is not in them. It listens to this machine alone and
    sends nothing anywhere; only the browser that opens the address that it prints is let in.

    \b
    Example:
      waterbed serve my-studies
    """
    from waterbed.model.errors import InputError

    try:
        from waterbed.web.serving import serving
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "waterbed":
            raise
        raise InputError(
            f"the workbench needs {error.name}, which is not installed",
            mend="Install it: pip install 'waterbed[web]'",
        ) from None
    with serving(folder, port or 0) as served:
        echo(f"The workbench of {served.root} is open at {served.address}")
        echo("Only the browser that opens this address first is let in. Stop it with Ctrl-C.")
        if not no_browser:
            import webbrowser

            webbrowser.open(served.address)
        served.until_stopped()
