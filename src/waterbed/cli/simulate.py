"""The commands on a simulated market."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from waterbed.cli.cluster import CLUSTER, executor_at
from waterbed.cli.shared import FOLDER, STUDY, explained, progress_bar
from waterbed.cli.streams import echo
from waterbed.model.errors import InputError


@click.command()
@click.argument("scenario", type=STUDY)
@click.option("--out", type=FOLDER, help="Folder to write, by default NAME-market, here.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True,
              help="Processes; the files are the same for any number.")  # fmt: skip
@click.option("--truth", is_flag=True, help="Print what truth.json says of the whole market.")
@click.option("--page", is_flag=True, help="Also write market.html, which shows the truth.")
@click.option("--stories", type=click.IntRange(1, 10_000), metavar="POINTS",
              help="With --page: also where each side's story comes out, at so many points of the "
              "priors (100: some minutes).")  # fmt: skip
@click.option("--swept", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="With --page: folder of waterbed sweep, for what decides.")  # fmt: skip
@explained
def simulate(
    scenario: Path,
    out: Path | None,
    workers: int,
    truth: bool,
    page: bool,
    stories: int | None,
    swept: Path | None,
) -> None:
    """Simulate a street market under what a scenario does to it.

    SCENARIO is a file of its own (see docs/market.md). It writes a folder that waterbed run reads
    as it is, and truth.json beside it, which no report reads; --page writes one that shows it.
    What comes out holds by construction: it shows what would have to be true, and is no evidence
    about any place.

    \b
    Example:
      waterbed simulate examples/market/scenario.toml --out market
      waterbed run market/study.toml
    """
    from waterbed.analysis.scenario import both_worlds, read_scenario
    from waterbed.simulate.market.folder import PAGE, refuse_study, write_folder

    if not page:
        _refuse({"--stories": stories, "--swept": swept}, "only the page shows this", "Add --page")
    asked = read_scenario(scenario)
    folder = out or Path(f"{scenario.stem}-market")
    refuse_study(folder)
    with progress_bar(True) as progress:
        done, nothing = both_worlds(asked, workers=workers, progress=progress)
        study = write_folder(asked, done, nothing, folder)
        if page:
            from waterbed.analysis.market_page import shown_market, shown_regions
            from waterbed.report.sections.market import write_market_page

            regions = () if stories is None else shown_regions(
                stories, seed=asked.seed, workers=workers, progress=progress)  # fmt: skip
            shown = shown_market(asked, done, nothing, regions=regions, swept=swept)
            write_market_page(shown, folder / PAGE)
    if truth:
        from waterbed.cli.terminal.market import show_truth

        show_truth(folder / "truth.json")
    echo(f"Wrote {folder}. Next: waterbed run {study}")


@click.command()
@click.argument("scenario", type=STUDY)
@click.option("--out", type=FOLDER, help="Folder of the sweep, by default NAME-sweep, here; one "
              "that was stopped goes on in it.")  # fmt: skip
@click.option("--method", type=click.Choice(["sobol", "morris", "factorial"]),
              default="morris", show_default=True, help="Morris is quick, Sobol gives shares; "
              "factorial: what each module does alone and with others.")  # fmt: skip
@click.option("--size", type=click.IntRange(2, 100_000), help="Trajectories of Morris (20 if "
              "left out), Sobol's base sample (64; a power of two), or seeds (4).")  # fmt: skip
@click.option("--parameter", "names", multiple=True, metavar="NAME",
              help="A parameter to sweep, once for each; if left out, those that may "
              "decide what the modules do.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True,
              help="Processes; the files are the same for any number.")  # fmt: skip
@click.option("--cluster", **CLUSTER)
@explained
def sweep(
    scenario: Path,
    out: Path | None,
    method: str,
    size: int | None,
    names: tuple[str, ...],
    workers: int,
    cluster: str,
) -> None:
    """Which parameters decide what a scenario does, or which of its modules?

    Sweeps their priors in a market of a thousand agents for a year, beside the same market with
    nothing done, and prints the indices of each effect. What is done is done in its busiest area
    or everywhere, at the scenario's doses, through the whole year: the scenario's map, numbers of
    people, start, end and days are not swept, nor is a module that is on twice or in a borough.

    \b
    Example:
      waterbed sweep examples/market/scenario.toml --size 20
    """
    from waterbed.analysis.scenario import plan_of, read_scenario, what_decides
    from waterbed.cli.terminal.market import show_indices, show_terms
    from waterbed.model.messages import suggestion
    from waterbed.simulate.market.table import PARAMETERS

    for name in names:
        if name not in PARAMETERS:
            mend = suggestion(name, PARAMETERS, "names")
            raise InputError("there is no such parameter", value=name, mend=mend)
    if method == "factorial":
        why = "a factorial sweeps no parameters and writes no folder"
        _refuse({"--parameter": names, "--out": out}, why, "Choose another --method")
    if method == "sobol" and size is not None and size & (size - 1):
        above = 1 << size.bit_length()
        raise InputError("Sobol's base sample is a power of two", place="--size", value=size,
                         mend=f"Write {above // 2} or {above}.")  # fmt: skip
    asked = read_scenario(scenario)
    if not asked.planned:
        raise InputError("no module is on", file=str(scenario), mend="Turn one on.")
    if method == "factorial":
        from waterbed.simulate.market.factorial import factorial

        with progress_bar(True) as progress, executor_at(cluster) as executor:
            seeds = range(asked.seed, asked.seed + (size or 4))
            terms = factorial(asked.values, plan_of(asked), seeds=seeds, workers=workers,
                              executor=executor, progress=progress)  # fmt: skip
        show_terms(terms)
        return
    folder = out or Path(f"{scenario.stem}-sweep")
    with progress_bar(True) as progress, executor_at(cluster) as executor:
        indexes = what_decides(
            asked, folder, method=method, size=size or {"sobol": 64, "morris": 20}[method],
            names=names, workers=workers, executor=executor, progress=progress,
        )  # fmt: skip
    show_indices(indexes, method)
    echo(f"Wrote {folder}: effects.csv and indices.json.")


def _refuse(options: Mapping[str, object], why: str, mend: str) -> None:
    """InputError for the first of these options that was given."""
    for name, value in options.items():
        if value:
            raise InputError(why, place=name, mend=f"{mend}, or leave {name} out.")
