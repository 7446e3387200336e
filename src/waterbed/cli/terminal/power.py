"""What `waterbed power` prints: falls that were planted, other outcomes, surveys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from waterbed.cli.terminal.shapes import open_console
from waterbed.model.kinds import KINDS
from waterbed.report.words.answers import at_level, level_words
from waterbed.report.words.remarks import unseen
from waterbed.report.words.testable import no_fall
from waterbed.report.words.wanted import counts_of_tests

if TYPE_CHECKING:
    from waterbed.model.released_study import ShownStudy
    from waterbed.model.study import Claim
    from waterbed.model.survey import SurveyDesign
    from waterbed.power.other_outcomes import OtherRow
    from waterbed.power.planted import PowerRow


def power_rows(rows: Sequence[PowerRow]) -> list[dict[str, Any]]:
    """Rows of `waterbed power` for --json; counts only of tables published at this geography."""
    records = []
    for row in rows:
        injected = row.injected
        fall, error = injected.detectable() if injected else (None, None)
        records.append(
            {
                "intervention": row.intervention,
                "outcome": row.outcome,
                "window": row.window,
                "months": row.months,
                "own": row.own,
                "base_count": row.base_count if row.published else None,
                "places": injected.places if injected else 0,
                "falls": list(injected.falls) if injected else [],
                "power": [list(share) for share in injected.power()] if injected else [],
                "size_of_rise": list(injected.size_of_rise()) if injected else None,
                "detectable": fall,
                "detectable_error": error,
                "why": row.why,
            }
        )
    return records


def other_power_rows(rows: Sequence[OtherRow]) -> list[dict[str, Any]]:
    """The same of other outcomes in places of their own."""
    return [
        {
            "intervention": row.intervention,
            "outcome": row.outcome,
            "other_outcome": row.place,
            "window": row.window,
            "months": row.months,
            "base_count": row.base_count if row.published else None,
            "expected": row.expected if row.published else None,
            "places": row.disjoint,
            "detectable": row.fall,
            "detectable_rise": row.rise,
            "why": row.why,
        }
        for row in rows
    ]


def show_other_power(rows: Sequence[OtherRow], level: float) -> None:
    """The smallest fall and rise of each other outcome that would be seen, a row a window."""
    if not rows:
        return
    table = Table("what", "months", "to compare with", "a fall seen 4 times in 5",
                  "a rise seen 4 times in 5", title="In places of their own")  # fmt: skip
    for row in rows:
        what = Text(f"{row.outcome} in “{row.place}”, {row.window}")
        if row.why:
            table.add_row(what, str(row.months), "", Text(unseen(row.why)), "")
            continue
        fall = "none, not even to nothing" if row.fall is None else f"of {row.fall:.0%}"
        rise = "none, not even to four times" if row.rise is None else f"of {row.rise:.0%}"
        table.add_row(what, str(row.months), f"{row.disjoint:,} places and years", fall, rise)
    console = open_console()
    console.print(table)
    console.print(
        "No change was planted in these: from what each is expected to count, and from how far "
        f"places where nothing was done stray from that.{_judged_at(level)}"
    )


def _judged_at(level: float) -> str:
    return f" Claims are judged at {level_words(level)}." if at_level(level) else ""


def show_power(rows: Sequence[PowerRow], level: float) -> None:
    """Size, power and the smallest fall that is seen four times in five, a row a window."""
    table = Table("what", "months", "said to fall if nothing did", "a fall of", "is seen",
                  "seen 4 times in 5", title="Could this study tell?")  # fmt: skip
    notes: list[str] = []
    for row in rows:
        what = Text(f"{row.outcome}, {row.window}" + ("" if row.own else " (were it longer)"))
        injected = row.injected
        if injected is None:
            table.add_row(what, str(row.months), "", "", "", Text(unseen(row.why)))
            continue
        (size, size_error), *powers = injected.power()
        fall, error = injected.detectable()
        smallest = "no fall tried" if fall is None else f"a fall of {fall:.0%}"
        if row.why:
            smallest = "no fall: see below"
            notes.append(f"{what.plain}, {row.months} months: {no_fall(row.why, row.months)}.")
        spread = "" if error is None else f" (± {error:.0%})"
        table.add_row(
            what,
            str(row.months),
            f"{size:.0%} (± {size_error:.0%})",
            "\n".join(f"{planted:.0%}" for planted in injected.falls[1:]),
            "\n".join(f"{share:.0%} (± {off:.0%})" for share, off in powers),
            smallest + spread,
        )
    console = open_console()
    console.print(table)
    for note in notes:
        console.print(Text(note))
    console.print(
        "Falls were planted in places like the target, where nothing was done, and each was judged "
        "as a claim would be. ± is the Monte Carlo standard error; a refusal counts as not seen."
        f"{_judged_at(level)}"
    )


def of_what_was_done(claims: Sequence[Claim]) -> str:
    """That claims of what was done have no power to lack; "" where there are none."""
    if not any(KINDS[claim.kind].quantity.done for claim in claims):
        return ""
    return (
        "Claims of what was done can lack no power: they are recorded, and nothing is estimated. "
        "check says what is not known of it."
    )


def show_sizes(study: ShownStudy) -> None:
    """How large each study that would test a claim has to be."""
    console = open_console()
    if study.tests:
        console.print("\nWhat these data cannot show, and what would", style="bold")
    for name, said in counts_of_tests(study):
        console.print(Text(f"{name}: {said}"))


def survey_row(asked: SurveyDesign) -> dict[str, Any]:
    """What a survey before and after could see."""
    from waterbed.model.survey import detectable_share

    return {
        "before": asked.before,
        "people": asked.n_before,
        "design_effect": asked.design_effect,
        "power": 0.8,
        "fall_to": detectable_share(asked),
        "rise_to": detectable_share(asked, rise=True),
    }


def show_survey(asked: SurveyDesign) -> None:
    """The same in two sentences."""
    row = survey_row(asked)

    def end(share: float | None) -> str:
        return "no change in that direction" if share is None else f"a change to {share:.1%}"

    console = open_console()
    console.print(
        f"With a chance of 80% this survey would see, downwards, {end(row['fall_to'])}; upwards, "
        f"{end(row['rise_to'])}.",
        style="bold",
    )
    console.print(
        f"{asked.n_before:,} people before and {asked.n_after:,} after, {asked.before:.1%} of them "
        f"expected to say yes before; answers in clusters raise the variance "
        f"{row['design_effect']:.2g} times."
    )
