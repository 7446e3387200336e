"""Commands on a few numbers, without a file."""

from __future__ import annotations

from typing import Any

import click

from waterbed.cli.shared import PAIR, explained
from waterbed.cli.streams import echo, print_json
from waterbed.model.errors import InputError


@click.command()
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
@click.option("--margin-count", type=float,
              help="The same as a rise of the zone in counts, instead.")  # fmt: skip
@click.option("--time", **PAIR, default=(1.0, 1.0), metavar="BEFORE AFTER",
              help="Lengths of the two periods, if not equal.")  # fmt: skip
@click.option("--area", metavar="N,N,...",
              help="Sizes of the places, in the order of the counts: for the published form, which "
              "then compares rates.")  # fmt: skip
@click.option("--harm", multiple=True, metavar="N,N,...",
              help="A type of incident: the harm of one, then its counts before and after in each "
              "place; once for each type.")  # fmt: skip
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
    margin_count: float | None,
    time: tuple[float, float],
    area: str | None,
    harm: tuple[str, ...],
    level: float,
    as_json: bool,
) -> None:
    """Did it change, and did it move? From a few counts, without a file.

    Each place is set against what it would be had it changed in proportion to its control; of the
    target's fall, the share that turned up in each zone. The weighted displacement difference as
    published stands below.

    \b
    Example:
      waterbed wdd --treated 207 110 --control 308 318 \\
                   --displaced 178 157 --displaced-control 150 140
    """
    from waterbed.displacement.command import wdd_answer

    answer = wdd_answer(
        treated, control, displaced, displaced_control,
        monthly=[numbers_in(text, "--monthly") for text in monthly],
        areas=None if area is None else numbers_in(area, "--area"),
        harm=[numbers_in(text, "--harm") for text in harm],
        margin=margin, margin_count=margin_count, time=time, level=level, dispersion=dispersion,
    )  # fmt: skip
    from waterbed.analysis.numbers import wdd_json
    from waterbed.cli.terminal.counts import show_counts

    if as_json:
        print_json(wdd_json(answer))
    else:
        show_counts(answer)


def numbers_in(text: str, place: str) -> list[float]:
    """Numbers between commas; InputError for anything else."""
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise InputError(
            "this must be numbers with commas between",
            place=place,
            value=text,
            mend="Write 12,9,14.",
        ) from None


@click.command()
@click.option("--ratio", type=float, help="Recorded ratio: 0.70 for a fall of 30%.")
@click.option("--low", type=float, help="Lower end of its interval.")
@click.option("--high", type=float, help="Upper end of its interval.")
@click.option("--treated", **PAIR, metavar="BEFORE AFTER", help="Counts, instead of a ratio.")
@click.option("--control", **PAIR, metavar="BEFORE AFTER")
@click.option("--dispersion", type=float, help="Variance over mean of the counts, if known.")
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
    from waterbed.analysis.reported import reported, reported_json
    from waterbed.reporting.command import Given

    answer = reported(
        Given(ratio, low, high, treated, control),
        second=Given(second_ratio, second_low, second_high, second_treated, second_control),
        rate=rate, change=change, smallest_effect=smallest, exposed=exposed,
        least_share=least_share, **more,
    )  # fmt: skip
    if as_json:
        print_json(reported_json(answer))
        return
    for word in answer.words:
        echo(click.wrap_text(word, 100))
