"""Commands on a study file, and the demonstrations that write their own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from waterbed.cli.publishing import confirmed, publish
from waterbed.cli.shared import FOLDER, STUDY, explained, progress_bar
from waterbed.cli.streams import echo, print_json
from waterbed.propose.examples import EXAMPLES, copy_example


@click.command()
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
@click.option("--new-vintage", is_flag=True,
              help="An unpublished table was meant to change since it was released.")  # fmt: skip
@click.option("--replace", "replaces", default="", metavar="RELEASE",
              help="The release that this one replaces, by its number in the ledger.")  # fmt: skip
@click.option("--summary", is_flag=True,
              help="Also write the first page by itself, as .html and .docx.")  # fmt: skip
@click.option("--figures", is_flag=True,
              help="Also write every chart by itself, as SVG and PNG.")  # fmt: skip
@click.option("--in-order", is_flag=True,
              help="Print the claims in the order of the text that they answer (order), with "
                   "who said it and why it is answered so.")  # fmt: skip
@click.option("--words-read", is_flag=True,
              help="All words of the study that a report prints were read, and may be "
              "published.")  # fmt: skip
@click.option("--verify", "kept", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="RESULTS", help="Write nothing: say whether this results.json comes out "
              "again, to the byte, and what differs first.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print results.json instead of a table.")
@explained
def run(
    study: Path,
    data: Path | None,
    out: Path | None,
    placebos: int,
    workers: int,
    profile: str,
    new_vintage: bool,
    replaces: str,
    summary: bool,
    figures: bool,
    in_order: bool,
    words_read: bool,
    kept: Path | None,
    as_json: bool,
) -> None:
    """Answer a study: write the report and its tables.

    It writes report.html, results.json, tables.xlsx and CSV; with --summary the first page by
    itself as well, and with --figures each chart.

    Profile public is for anyone. Counts from tables that the study file marks as published
    already (published = true) stand there as they are; those of other tables are rounded, or
    withheld where they are small, and so are all numbers made from them. What is shown of such a
    table is kept in a ledger beside it (NAME.ledger.jsonl), and a report that would let a reader
    subtract her way to a small count is not written: see waterbed ledger --help. Its first report
    shows all words of the study file that it would print, and asks that somebody read them.

    Profile internal is for those who may see the counts. Every number is exact, each page says
    that it is internal, and panel.parquet holds the counts behind them: do not pass it on.

    With --verify it writes nothing, and leaves with 1 where a byte differs. It is refused for a
    public results.json of tables that are not published: it would tell whether a guess is right.

    \b
    Example:
      waterbed run examples/redbridge/study.toml
      waterbed run examples/redbridge/study.toml --in-order
    """
    if kept is not None:
        verify_kept(study, data, kept, workers, quiet=as_json)
        return
    from waterbed.report.folder import Also, refuse_foreign

    folder = out or Path(f"{name_of(study)}-report")
    refuse_foreign(folder)
    if profile == "public":
        words_read = confirmed(study, data, words_read)
    with progress_bar(not as_json) as progress:
        progress("reading", 0, 1)
        from waterbed.analysis.run import run as run_study

        raw, panel = run_study(study, data, placebos=placebos, workers=workers, progress=progress)
        also = Also(summary, figures)
        released = publish(
            raw, panel, folder, profile, new_vintage=new_vintage, replaces=replaces,
            words_read=words_read, also=also, progress=progress,
        )  # fmt: skip
    if as_json:
        from waterbed.report import results_json

        print_json(results_json(released).decode())
        return
    from waterbed.cli.terminal.verdicts import show_in_order, show_next, show_verdicts

    (show_in_order if in_order else show_verdicts)(released)
    show_next(released.content, folder, study)


def verify_kept(study: Path, data: Path | None, kept: Path, workers: int, quiet: bool) -> None:
    """Say whether a results.json comes out again; leave with 1 where it does not."""
    from waterbed.analysis.verify import verify

    with progress_bar(not quiet) as progress:
        verified = verify(study, kept, data, workers=workers, progress=progress)
    for sentence in verified.sentences:
        echo(sentence)
    if not verified.same:
        sys.exit(1)


def name_of(study: Path) -> str:
    """What a study is called: its file's stem, or its folder where that says only 'study'."""
    stem = study.stem
    return study.resolve().parent.name if stem == "study" else stem


@click.command()
@click.argument("study", type=STUDY)
@click.option("--data", type=FOLDER, help="Folder that the study's files are in, if not its own.")
@click.option("--json", "as_json", is_flag=True, help="Print what was understood as JSON.")
@explained
def check(study: Path, data: Path | None, as_json: bool) -> None:
    """Say what was understood; compute nothing.

    Reads the study file and all that it names: areas by role, months and gaps, totals, rejected
    rows, which claims these data can speak to, and every text that a report would print. Where
    files are not here yet, and the study says how to get them, it checks the study file alone.

    \b
    Example:
      waterbed check examples/redbridge/study.toml
    """
    from waterbed.analysis.understand import understand
    from waterbed.analysis.words import free_text
    from waterbed.cli.publishing import mark_internal
    from waterbed.read.study.absent import absent_files
    from waterbed.read.study.study_file import read_study

    asked = read_study(study, data, draft=True)
    if absent := absent_files(asked):
        from waterbed.cli.terminal.absent import absent_as_dict, show_absent

        texts = free_text(asked)
        if as_json:
            record = absent_as_dict(asked, absent, texts)
            print_json(json.dumps(record, ensure_ascii=False, indent=1))
        else:
            show_absent(asked, absent, texts)
        return
    with progress_bar(not as_json) as progress:
        progress("reading", 0, 1)
        understanding = understand(asked)
    if as_json:
        print_json(json.dumps(understanding.as_dict(), ensure_ascii=False, indent=1))
        return
    from waterbed.cli.terminal.understanding import show_understanding

    mark_internal(asked)
    show_understanding(understanding)


@click.command()
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

    from waterbed.analysis.lock import write_lock
    from waterbed.read.study.study_file import read_study
    from waterbed.report.words.head import seen_before

    asked = read_study(study)
    written = write_lock(asked, date.today().isoformat(), out)
    echo(f"Wrote {written}: rule {asked.rule_sha256}. Publish it before you run the study.")
    for folder in earlier_reports(study):
        said = "" if asked.rule.data_seen else "Say so with data_seen = true"
        echo(seen_before(str(folder), said), err=True)


def earlier_reports(study: Path) -> list[Path]:
    """Output folders of this study's name, here and beside it."""
    from waterbed.report.folder import is_ours

    name = f"{name_of(study)}-report"
    beside = (Path(name), study.parent / name, study.resolve().parent.parent / name)
    paths = {folder.resolve(): folder for folder in reversed(beside) if is_ours(folder)}
    return list(paths.values())


@click.command()
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
        showns = run_demo(out, seed=seed, workers=workers, progress=progress)
    if as_json:
        print_json(json.dumps([study.as_dict() for study in showns], ensure_ascii=False, indent=1))
        return
    from waterbed.cli.terminal.verdicts import show_demo

    show_demo(showns)


@click.command()
@click.argument("name", type=click.Choice(tuple(EXAMPLES)))
@click.option("--out", type=FOLDER, help="Folder to copy it to; by default NAME, here.")
@explained
def example(name: str, out: Path | None) -> None:
    """Copy a worked example on real data, and run it.

    \b
    Example:
      waterbed example redbridge
    """
    folder = out or Path(name)
    copy_example(name, folder)
    echo(f"Copied the example to {folder}.")
    ctx = click.get_current_context()
    ctx.invoke(run, study=folder / "study.toml", out=folder.parent / f"{folder.name}-report",
               placebos=999, workers=1, profile="public")  # fmt: skip
