"""The command on a survey before and after, without a file."""

from __future__ import annotations

from typing import Any

import click

from waterbed.cli.shared import explained
from waterbed.cli.streams import echo, print_json

WAVE: dict[str, Any] = {"type": int, "nargs": 2, "metavar": "YES ASKED"}


@click.command()
@click.option("--before", **WAVE, required=True, help="Who said yes, and all who answered.")
@click.option("--after", **WAVE, required=True)
@click.option("--control-before", **WAVE, help="The same where nothing was done.")
@click.option("--control-after", **WAVE)
@click.option("--cluster", type=float, default=1.0, help="People asked a street, school or firm.")
@click.option("--correlation", type=float, default=0.0, help="Of answers within one of these.")
@click.option("--design-effect", type=float, help="Instead of both, as the survey's report says.")
@click.option("--repeated", type=float, default=0.0,
              help="Correlation of a person's two answers; nought: others are asked.")  # fmt: skip
@click.option("--to", type=click.FloatRange(0, 1),
              help="A share: how many people would see a change to it?")  # fmt: skip
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the numbers and sentences as JSON.")
@explained
def survey(
    before: tuple[int, int],
    after: tuple[int, int],
    control_before: tuple[int, int] | None,
    control_after: tuple[int, int] | None,
    cluster: float,
    correlation: float,
    design_effect: float | None,
    repeated: float,
    to: float | None,
    level: float,
    as_json: bool,
) -> None:
    """Do people answer otherwise than before? From a survey's counts, without a file.

    \b
    Example:
      waterbed survey --before 212 400 --after 171 405
      waterbed survey --before 212 400 --after 171 405 --control-before 190 390 \\
                      --control-after 186 398 --cluster 20 --correlation 0.05
    """
    from waterbed.analysis.reported import surveyed

    answer = surveyed(
        before, after, control_before, control_after, cluster=cluster, correlation=correlation,
        design_effect=design_effect, repeated=repeated, to=to, level=level,
        mend="give --cluster and --correlation, or --design-effect",
        names=("--control-before", "--control-after"),
    )  # fmt: skip
    if as_json:
        import json

        print_json(json.dumps(answer.as_dict(), ensure_ascii=False, indent=1))
    else:
        for text in answer.words:
            echo(text)
