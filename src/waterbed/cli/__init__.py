"""The command line.  Each command imports what it needs, so that --help costs nothing."""

from __future__ import annotations

import click

from waterbed import __version__
from waterbed.cli import (
    batch,
    counts,
    design,
    explain,
    fetch,
    ledger,
    lists,
    new,
    power,
    serve,
    simulate,
    study,
    survey,
)
from waterbed.cli.streams import settle


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
    settle()


for command in (
    new.new,
    new.convert,
    study.run,
    study.check,
    study.lock,
    design.design,
    batch.batch,
    power.power,
    study.demo,
    study.example,
    serve.serve,
    counts.wdd,
    counts.reporting,
    survey.survey,
    lists.hidden,
    simulate.simulate,
    simulate.sweep,
    ledger.ledger,
    fetch.fetch,
    explain.explain,
):
    main.add_command(command)
