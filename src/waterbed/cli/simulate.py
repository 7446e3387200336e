"""The command on a simulated market."""

from __future__ import annotations

from pathlib import Path

import click

from waterbed.cli.shared import FOLDER, STUDY, explained, progress_bar
from waterbed.cli.streams import echo


@click.command()
@click.argument("scenario", type=STUDY)
@click.option("--out", type=FOLDER, help="Folder to write, by default NAME-market, here.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True,
              help="Processes; the files are the same for any number.")  # fmt: skip
@click.option("--truth", is_flag=True, help="Print what truth.json says of the whole market.")
@explained
def simulate(scenario: Path, out: Path | None, workers: int, truth: bool) -> None:
    """Simulate a street market under what a scenario does to it.

    SCENARIO is a file of its own (see docs/market.md). It writes a folder that waterbed run reads
    as it is, and truth.json beside it, which no report reads. What comes out holds by construction:
    it shows what would have to be true, and is no evidence about any place.

    \b
    Example:
      waterbed simulate examples/market/scenario.toml --out market
      waterbed run market/study.toml
    """
    from waterbed.analysis.scenario import read_scenario, write_market

    asked = read_scenario(scenario)
    folder = out or Path(f"{scenario.stem}-market")
    with progress_bar(True) as progress:
        study = write_market(asked, folder, workers=workers, progress=progress)
    if truth:
        from waterbed.cli.terminal.market import show_truth

        show_truth(folder / "truth.json")
    echo(f"Wrote {folder}. Next: waterbed run {study}")
