"""The command line.  Each command imports what it needs, so that --help costs nothing."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from waterbed import __version__
from waterbed.nouns.errors import WaterbedError

STUDY = click.Path(path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
PAIR: dict[str, Any] = {"type": float, "nargs": 2}


def explained(function: Callable[..., Any]) -> Callable[..., Any]:
    """Print our own errors as sentences; leave with 2 for the user's input and 1 for ours."""

    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except WaterbedError as error:
            click.echo(str(error), err=True)
            sys.exit(error.exit_code)
        except OSError as error:
            if error.filename is None:
                raise
            click.echo(f"{error.filename}: this cannot be read or written ({error.strerror}). "
                       "Choose another folder, or free this one.", err=True)  # fmt: skip
            sys.exit(2)
        except KeyboardInterrupt:
            click.echo("Stopped; nothing was written.", err=True)
            sys.exit(130)

    return wrapped


@contextmanager
def progress_bar(show: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A progress line with time left, on a terminal only."""
    if not show or not sys.stderr.isatty():
        yield lambda what, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading")
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="waterbed")
def main() -> None:
    """Did an intervention in a place work, did it move, and could the study tell?

    \b
    Example:
      waterbed demo
      waterbed example redbridge
      waterbed check my-study/study.toml
    """


@main.command()
@click.argument("study", type=STUDY)
@click.option("--data", type=FOLDER, help="Folder that the study's files are in, if not its own.")
@click.option("--out", type=FOLDER, help="Folder to write, by default NAME-report, here; an "
              "earlier report in it is replaced.")  # fmt: skip
@click.option("--placebos", type=click.IntRange(19, 100_000), default=999, show_default=True,
              help="How many placebos, where they are drawn at random.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True,
              help="Processes; the answers are the same for any number.")  # fmt: skip
@click.option("--profile", type=click.Choice(["public", "internal"]), default="public",
              show_default=True, help="Who will read it: see above.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print results.json instead of a table.")
@explained
def run(
    study: Path,
    data: Path | None,
    out: Path | None,
    placebos: int,
    workers: int,
    profile: str,
    as_json: bool,
) -> None:
    """Answer a study: write the report and its tables.

    It writes report.html, results.json, tables.xlsx and CSV.

    Profile public is for anyone. Counts from tables that the study file marks as published
    already (published = true) stand there as they are; those of other tables are rounded, or
    withheld where they are small, and so are all numbers made from them.

    Profile internal is for those who may see the counts. Every number is exact, each page says
    that it is internal, and panel.parquet holds the counts behind them: do not pass it on.

    \b
    Example:
      waterbed run examples/redbridge/study.toml
    """
    from waterbed.disclosure import release
    from waterbed.report import results_json, write_outputs
    from waterbed.report.folder import refuse_foreign
    from waterbed.run import run as run_study

    folder = out or Path(f"{name_of(study)}-report")
    refuse_foreign(folder)
    with progress_bar(not as_json) as progress:
        raw, panel = run_study(study, data, placebos=placebos, workers=workers, progress=progress)
        released = release(raw, profile)
        progress("writing", 0, 1)
        extra = {"panel.parquet": panel_bytes(panel)} if profile == "internal" else None
        write_outputs(released, folder, extra)
    if as_json:
        click.echo(results_json(released).decode(), nl=False)
        return
    from waterbed.terminal import show_verdicts

    show_verdicts(released)
    click.echo(f"Open {folder / 'report.html'} for the whole report.")


def name_of(study: Path) -> str:
    """What a study is called: its file's stem, or its folder where that says only 'study'."""
    stem = study.stem
    return study.resolve().parent.name if stem == "study" else stem


def panel_bytes(panel: Any) -> bytes:
    """The panel as a long Parquet file, for the internal profile only."""
    from io import BytesIO

    from waterbed.read import to_polars

    buffer = BytesIO()
    to_polars(panel).write_parquet(buffer)
    return buffer.getvalue()


@main.command()
@click.argument("study", type=STUDY)
@click.option("--data", type=FOLDER, help="Folder that the study's files are in, if not its own.")
@click.option("--json", "as_json", is_flag=True, help="Print what was understood as JSON.")
@explained
def check(study: Path, data: Path | None, as_json: bool) -> None:
    """Say what was understood; compute nothing.

    Reads the study file and all that it names: areas by role, months and gaps, totals, rejected
    rows, which claims these data can speak to, and every text that a report would print.

    \b
    Example:
      waterbed check examples/redbridge/study.toml
    """
    from waterbed.check import understand

    found = understand(study, data)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        return
    from waterbed.terminal import show_understanding

    show_understanding(found)


@main.command()
@click.argument("study", type=STUDY)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="File to write; by default STUDY.lock.json beside the study.")  # fmt: skip
@explained
def lock(study: Path, out: Path | None) -> None:
    """Write the decision rule down before a run.

    The file holds the rule, its hash and the date: publish it before anyone sees a result, and
    every later report says whether the rule was kept.

    \b
    Example:
      waterbed lock examples/redbridge/study.toml
    """
    from datetime import date

    from waterbed.lock import lock_path, write_lock
    from waterbed.read.study_file import read_study

    asked = read_study(study)
    written = write_lock(asked, out or lock_path(asked), date.today().isoformat())
    click.echo(f"Wrote {written}: rule {asked.rule_sha256}. Publish it before you run the study.")


@main.command()
@click.option("--treated", **PAIR, required=True, metavar="BEFORE AFTER")
@click.option("--control", **PAIR, required=True, metavar="BEFORE AFTER")
@click.option("--displaced", **PAIR, multiple=True, metavar="BEFORE AFTER",
              help="Where it might have moved; once for each zone.")  # fmt: skip
@click.option("--displaced-control", **PAIR, multiple=True, metavar="BEFORE AFTER",
              help="Its control; as many, in the same order.")  # fmt: skip
@click.option("--monthly", multiple=True, metavar="N,N,...",
              help="Counts of months before, a list a place in the order of the counts: how much "
              "they vary widens the intervals.")  # fmt: skip
@click.option("--dispersion", type=float, help="Variance over mean of monthly counts, if known.")
@click.option("--margin", type=float, default=0.2, show_default=True,
              help="Share of the target's fall that counts as movement.")  # fmt: skip
@click.option("--time", **PAIR, default=(1.0, 1.0), metavar="BEFORE AFTER",
              help="Lengths of the two periods, if not equal.")  # fmt: skip
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print estimates and checks as JSON.")
@explained
def wdd(
    treated: tuple[float, float],
    control: tuple[float, float],
    displaced: tuple[tuple[float, float], ...],
    displaced_control: tuple[tuple[float, float], ...],
    monthly: tuple[str, ...],
    dispersion: float | None,
    margin: float,
    time: tuple[float, float],
    level: float,
    as_json: bool,
) -> None:
    """Did it move? From a few counts, without a file.

    The weighted displacement difference: change in the target against its control, and in each
    zone that it might have moved to against its own; the share of the target's fall that fits.

    \b
    Example:
      waterbed wdd --treated 207 110 --control 308 318 \\
                   --displaced 178 157 --displaced-control 150 140
    """
    from waterbed.displacement.command import wdd_answer

    answer = wdd_answer(
        treated, control, displaced, displaced_control,
        monthly=[numbers_in(text) for text in monthly],
        margin=margin, time=time, level=level, dispersion=dispersion,
    )  # fmt: skip
    from waterbed.terminal import show_counts, wdd_json

    if as_json:
        click.echo(wdd_json(answer))
    else:
        show_counts(answer)


def numbers_in(text: str) -> list[float]:
    """Numbers between commas; InputError for anything else."""
    from waterbed.nouns.errors import InputError

    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise InputError(
            "this is no list of counts",
            place="--monthly",
            value=text,
            mend="Write counts with commas between: 12,9,14.",
        ) from None


@main.command()
@click.option("--ratio", type=float, help="Recorded ratio: 0.70 for a fall of 30%.")
@click.option("--low", type=float, help="Lower end of its interval.")
@click.option("--high", type=float, help="Upper end of its interval.")
@click.option("--treated", **PAIR, metavar="BEFORE AFTER", help="Counts, instead of a ratio.")
@click.option("--control", **PAIR, metavar="BEFORE AFTER")
@click.option("--rate", type=float, help="Share of incidents reported before: 0.30.")
@click.option("--range", "change", **PAIR, metavar="LEAST MOST",
              help="Range of the ratio by which reporting may have changed.")  # fmt: skip
@click.option("--smallest", type=float, default=0.0, help="Smallest change of interest: 0.1.")
@click.option("--least-share", type=float,
              help="Least share of incidents reported, before or after.")  # fmt: skip
@click.option("--exposed", type=float, help="Share of reports from those who are policed.")
@click.option("--measured", type=float, nargs=3, metavar="RATIO LOW HIGH",
              help="Ratio of reporting as measured, say by a survey.")  # fmt: skip
@click.option("--second-ratio", type=float, help="The same in a second source.")
@click.option("--second-low", type=float)
@click.option("--second-high", type=float)
@click.option("--second-treated", **PAIR, metavar="BEFORE AFTER")
@click.option("--second-control", **PAIR, metavar="BEFORE AFTER")
@click.option("--covariance", type=float, default=0.0, help="Of the two log ratios.")
@click.option("--linked-before", type=float, nargs=3, metavar="POLICE OTHER BOTH",
              help="Incidents on the police's list, on another, on both.")  # fmt: skip
@click.option("--linked-after", type=float, nargs=3, metavar="POLICE OTHER BOTH")
@click.option("--recall", type=float, default=1.0, help="Share of true matches that linkage finds.")
@click.option("--encounters", **PAIR, metavar="BEFORE AFTER", help="Counts of encounters.")
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print estimates and sentences as JSON.")
@explained
def reporting(
    ratio: float | None,
    low: float | None,
    high: float | None,
    treated: tuple[float, float] | None,
    control: tuple[float, float] | None,
    rate: float | None,
    change: tuple[float, float] | None,
    smallest: float,
    least_share: float | None,
    exposed: float | None,
    second_ratio: float | None,
    second_low: float | None,
    second_high: float | None,
    second_treated: tuple[float, float] | None,
    second_control: tuple[float, float] | None,
    as_json: bool,
    **more: Any,
) -> None:
    """Is a fall in reports a fall in harm? Tipping points, from numbers alone.

    \b
    Example:
      waterbed reporting --ratio 0.70 --low 0.58 --high 0.85 --rate 0.30
      waterbed reporting --treated 150 90 --control 1000 1010 --range 0.8 1.25
    """
    from waterbed.report.words.reporting import told
    from waterbed.reporting.command import Given, reporting_command
    from waterbed.terminal import counts_json

    estimates, checks = reporting_command(
        Given(ratio, low, high, treated, control),
        second=Given(second_ratio, second_low, second_high, second_treated, second_control),
        rate=rate, change=change, smallest_effect=smallest, exposed=exposed,
        least_share=least_share, **more,
    )  # fmt: skip
    words = told(
        estimates, rate=rate, smallest_effect=smallest, stated=change, exposed=exposed,
        least_share=least_share,
    )  # fmt: skip
    if as_json:
        made = json.loads(counts_json(estimates, checks)) | {"words": words}
        click.echo(json.dumps(made, ensure_ascii=False, indent=1))
        return
    for one in words:
        click.echo(click.wrap_text(one, 100))


@main.command()
@click.argument("study", type=STUDY, required=False)
@click.option("--data", type=FOLDER, help="Folder that the study's files are in, if not its own.")
@click.option("--places", type=click.IntRange(20, 1000), default=60, show_default=True,
              help="Most places in which falls are planted.")  # fmt: skip
@click.option("--people", type=int, help="Instead of a study: people asked in each wave.")
@click.option("--before", type=float, default=0.5, show_default=True, help="Share expected before.")
@click.option("--cluster", type=float, default=1.0, help="People asked a cluster.")
@click.option("--correlation", type=float, default=0.0, help="Of answers within a cluster.")
@click.option("--repeated", type=float, default=0.0, help="Of one person's two answers.")
@click.option("--control", is_flag=True, help="As many are asked where nothing is done.")
@click.option("--json", "as_json", is_flag=True, help="Print rows as JSON.")
@explained
def power(
    study: Path | None,
    data: Path | None,
    places: int,
    people: int | None,
    before: float,
    cluster: float,
    correlation: float,
    repeated: float,
    control: bool,
    as_json: bool,
) -> None:
    """Could this study tell? Asked before any result.

    Plants falls where nothing was done, and judges each as the study would.

    \b
    Example:
      waterbed power examples/redbridge/study.toml
      waterbed power --people 400 --before 0.3 --cluster 20 --correlation 0.05
    """
    from waterbed.nouns.errors import InputError
    from waterbed.terminal import power_rows, show_power, show_survey, survey_row

    if (study is None) == (people is None):
        raise InputError("give a study file or --people, one of them", mend="See --help.")
    if people is not None:
        from waterbed.power.survey import Survey

        asked = Survey(before, people, people, cluster, correlation, repeated, control)
        click.echo(json.dumps(survey_row(asked), indent=1)) if as_json else show_survey(asked)
        return
    assert study is not None
    from waterbed.prospect import power_report

    with progress_bar(not as_json) as progress:
        rows = power_report(study, data, places=places, progress=progress)
    click.echo(json.dumps(power_rows(rows), indent=1)) if as_json else show_power(rows)


@main.command()
@click.argument("lists", type=STUDY, required=False)
@click.option("--list", "named", multiple=True, metavar="COLUMN",
              help="0/1 column of a list, once for each; no other column is opened.")  # fmt: skip
@click.option("--count", default="", metavar="COLUMN", help="Column with people of each history.")
@click.option("--by", default="", metavar="COLUMN", help="Column of periods, or of boroughs.")
@click.option("--sheet", default="", help="Sheet of a workbook, if not the first.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of a CSV file.")
@click.option("--published", default="", metavar="SOURCE",
              help="Where the table is published, if it is.")  # fmt: skip
@click.option("--profile", type=click.Choice(["public", "internal"]), default="public",
              show_default=True, help="What may leave: see docs on disclosure.")  # fmt: skip
@click.option("--replicates", type=click.IntRange(200, 100_000), default=1000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print estimates and checks as JSON.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="Also write a page with pictures to this .html file.")  # fmt: skip
@click.option("--design", is_flag=True, help="No table yet: could planned lists tell?")
@click.option("--population", type=int, help="With --design: people there may be.")
@click.option("--coverage", type=float, multiple=True,
              help="With --design, once for each list: its share of the people.")  # fmt: skip
@click.option("--dependence", type=(int, int, float), multiple=True, metavar="LIST LIST ODDS",
              help="With --design: odds ratio of two lists, numbered from 1.")  # fmt: skip
@click.option("--tables", type=click.IntRange(20, 10_000), default=100, show_default=True,
              help="With --design: tables drawn.")  # fmt: skip
@explained
def hidden(
    lists: Path | None,
    named: tuple[str, ...],
    count: str,
    by: str,
    sheet: str,
    encoding: str,
    published: str,
    profile: str,
    replicates: int,
    seed: int,
    as_json: bool,
    out: Path | None,
    design: bool,
    population: int | None,
    coverage: tuple[float, ...],
    dependence: tuple[tuple[int, int, float], ...],
    tables: int,
) -> None:
    """How many people are on none of several overlapping lists?

    LISTS is a table of histories with counts, or one row a coded person with 0/1 columns. Link
    your own coded lists; never send client lists to police or council to be linked.

    \b
    Example:
      waterbed hidden lists.csv --published "Home Office (2014)"
      waterbed hidden clients.xlsx --list shelter --list clinic --list outreach
      waterbed hidden --design --population 600 --coverage 0.2 --coverage 0.15 --coverage 0.1
    """
    from waterbed.nouns.errors import InputError

    if design == (lists is not None) or design == (population is None):
        raise InputError(
            "give a table of lists, or --design with --population and --coverage",
            mend="See waterbed hidden --help.",
        )
    if population is not None:
        from waterbed.hidden.design import prospect
        from waterbed.report.lists import planned_json, planned_text

        odds = {(i - 1, j - 1): ratio for i, j, ratio in dependence}
        with progress_bar(not as_json) as progress:
            found = prospect(
                population, coverage, odds, seed=seed, tables=tables, progress=progress
            )
        click.echo(planned_json(found) if as_json else planned_text(found))
        return
    assert lists is not None
    from waterbed.disclosure.lists import release_lists
    from waterbed.hidden.command import hidden_command
    from waterbed.read.lists import read_lists
    from waterbed.report.lists import lists_json, lists_text

    histories = read_lists(
        lists, lists=named, count=count, stratum=by, sheet=sheet, encoding=encoding
    )
    study = hidden_command(histories, source=published, seed=seed, replicates=replicates)
    released = release_lists(study, profile)
    if out is not None:
        from waterbed.report.hidden import write_page

        write_page(released, out)
    click.echo(lists_json(released) if as_json else lists_text(released))


@main.command()
@click.option("--out", type=FOLDER, default=Path("waterbed-demo"), show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print truths and answers as JSON.")
@explained
def demo(out: Path, seed: int, workers: int, as_json: bool) -> None:
    """Three simulated studies whose truth is known.

    Prints what was true beside what the report says of it.

    \b
    Example:
      waterbed demo
    """
    from waterbed.demo import run_demo

    with progress_bar(not as_json) as progress:
        found = run_demo(out, seed=seed, workers=workers, progress=progress)
    if as_json:
        click.echo(json.dumps([one.as_dict() for one in found], ensure_ascii=False, indent=1))
        return
    from waterbed.terminal import show_demo

    show_demo(found)


@main.command()
@click.argument("name", type=click.Choice(["redbridge"]))
@click.option("--out", type=FOLDER, help="Folder to copy it to; by default NAME, here.")
@explained
def example(name: str, out: Path | None) -> None:
    """Copy a worked example on real data, and run it.

    \b
    Example:
      waterbed example redbridge
    """
    from waterbed.nouns.errors import InputError

    folder = out or Path(name)
    if folder.exists() and any(folder.iterdir()):
        raise InputError(
            "the folder is not empty", file=str(folder), mend="Name another one with --out."
        )
    shutil.copytree(examples_folder() / name, folder, dirs_exist_ok=True)
    click.echo(f"Copied the example to {folder}.")
    ctx = click.get_current_context()
    ctx.invoke(run, study=folder / "study.toml", out=folder.parent / f"{folder.name}-report",
               placebos=999, workers=1, profile="public")  # fmt: skip


def examples_folder() -> Path:
    """Inside an installed wheel, or beside the sources in a clone."""
    here = Path(__file__).parent
    inside = here / "examples"
    return inside if inside.is_dir() else here.parents[1] / "examples"


if __name__ == "__main__":
    main()
