"""What the commands print on a terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from waterbed.nouns.estimate import Check, Estimate
from waterbed.nouns.months import label
from waterbed.nouns.results import Released, Results
from waterbed.nouns.sources import AreaSource
from waterbed.nouns.study import Rule, Study
from waterbed.report.cards import ordered
from waterbed.report.record.found import check_row, estimate_row
from waterbed.report.words import waves
from waterbed.report.words import wdd as wdd_words
from waterbed.report.words.checks import check_text
from waterbed.report.words.claimed import tally
from waterbed.report.words.names import method, place_title
from waterbed.report.words.numbers import between, change, statistic
from waterbed.report.words.reading import notices as told_of
from waterbed.report.words.remarks import CAUTION_WORDS, notice_text, refusal, warning_text
from waterbed.report.words.testable import absent_rows, would_test
from waterbed.report.words.verdicts import ANSWER_WORDS, reason_sentences

if TYPE_CHECKING:
    from pathlib import Path

    from waterbed.check import Understanding
    from waterbed.demo import Shown
    from waterbed.displacement.command import Answer
    from waterbed.power.survey import Survey
    from waterbed.prospect import PowerRow
    from waterbed.prospect_others import OtherRow

NO_STUDY = Study(
    title="",
    question="",
    asked_by="",
    seed=0,
    areas=AreaSource(),
    counts=(),
    outcomes=(),
    interventions=(),
    events=(),
    rule=Rule(0.95, "wdd", ()),
    claims=(),
)
"""For the commands that need no file."""

SHAPES = {"supported": "●", "contradicted": "⊗", "undecided": "◐", "untestable": "○"}


def _console() -> Console:
    return Console(highlight=False, soft_wrap=False)


MOST_REASONED = 8
"""Claims, up to which the terminal shows the reason of each; of more the report does."""


def show_verdicts(released: Released[Results]) -> None:
    """A table of the claims, numbered as in the report, and how many have each answer."""
    results = released.content
    console = _console()
    console.print(Text(results.study.title, style="bold"))
    reasoned = len(results.verdicts) <= MOST_REASONED
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=False)
    table.add_column("Claim", justify="right")
    table.add_column("", overflow="fold")
    table.add_column("Answer", no_wrap=True)
    for number, (claim, verdict) in enumerate(ordered(results), 1):
        said = Text.assemble(claim.words, (f" ({claim.who})", "dim"))
        if reasoned:
            said.append(f"\n{(reason_sentences(results, verdict) or ('',))[0]}\n", style="italic")
        table.add_row(str(number), said, _answer(verdict.answer))
    console.print(table)
    given = [verdict.answer for verdict in results.verdicts]
    console.print(tally(given, [verdict.reproduced for verdict in results.verdicts]))


def show_next(results: Results, folder: Path, study: Path) -> None:
    """Where the report is, and what may be done next, by what came out."""
    console = _console()
    console.print(Text(f"\nReport: {folder / 'report.html'}", style="bold"), soft_wrap=True)
    for why, command in next_steps(results, study):
        console.print(Text(why))
        console.print(Text(f"    {command}"), soft_wrap=True)


def next_steps(results: Results, study: Path) -> tuple[tuple[str, str], ...]:
    """At most three: why, and the command to type."""
    named = f'"{study}"' if " " in str(study) else str(study)
    steps = []
    if any(one.answer == "undecided" and one.estimates for one in results.verdicts):
        steps.append(("How large a fall could this study have seen?", f"waterbed power {named}"))
    if not results.lock:
        why = "Before the same is asked of new months, write the rule down and publish it:"
        steps.append((why, f"waterbed lock {named}"))
    elif results.lock == "differs":
        why = f"The rule is not the one locked on {results.lock_date}. What it says now:"
        steps.append((why, f"waterbed check {named}"))
    given = [verdict.answer for verdict in results.verdicts]
    word = max(ANSWER_WORDS, key=given.count)
    return (*steps, ("What does a word of the report mean?", f"waterbed explain {word}"))


def _plain() -> Table:
    """Columns without a frame, the last one wrapped."""
    return Table.grid(padding=(0, 2))


def _answer(answer: str) -> str:
    return f"{SHAPES[answer]} {ANSWER_WORDS[answer]}"


def show_understanding(found: Understanding) -> None:
    """What `waterbed check` understood, part by part."""
    console, study = _console(), found.study
    console.print(Text(study.title, style="bold"))
    console.print(f"Decision rule, SHA-256: {study.rule_sha256}", soft_wrap=True)
    groups = f" in {found.groups:,} groups" if found.groups else ""
    console.print(f"{found.areas:,} areas{groups}")
    console.print("\nFiles", style="bold")
    for record in found.records:
        console.print(Text(f"{record.path}: {record.rows:,} rows, {record.rejected:,} rejected"))
        for reason, rows in record.reasons:
            console.print(Text(f"  rejected: {reason}: {rows:,}"))
        for notice in told_of(record):
            console.print(Text(f"  notice: {notice}"))
    for population, notices in found.lists:
        console.print(Text(f"lists of population {population}: read"))
        for notice in notices:
            console.print(Text(f"  notice: {notice}"))
    for line in absent_rows(found.study):
        console.print(Text(line))
    console.print(_outcomes(found))
    console.print(_roles(found))
    for programme in found.study.programmes:
        console.print(Text(waves.understood(found.study, programme)))
    console.print("\nCan these data speak to each claim?", style="bold")
    console.print(_claims(found))
    _limits(console, found)
    _rejected(console, found)
    console.print("\nEverything that a report would print as you wrote it", style="bold")
    table = _plain()
    for where, text in found.free_text:
        table.add_row(Text(where), Text(text))
    console.print(table)
    console.print("\nNothing was computed.")


def _rejected(console: Console, found: Understanding) -> None:
    """Some of the rows that were rejected, after what was understood."""
    if found.rejected:
        console.print("\nRejected rows, for example", style="bold")
    for file, row, column, reason, value in found.rejected:
        place = ", ".join(
            part for part in (file, f"row {row}" if row != "0" else "", column) if part
        )
        shown = f": {value!r}" if value else ""
        console.print(Text(f"  {place}: {reason}{shown}"))


def _outcomes(found: Understanding) -> Table:
    table = Table("outcome", "total", "areas", "months", "gaps", title="Outcomes")
    for one in found.outcomes:
        table.add_row(
            Text(found.study.outcome(one.outcome).name),
            f"{one.total.value:,.0f}",
            f"{one.areas:,}",
            f"{label(one.first)} to {label(one.last)}",
            ", ".join((*one.gaps, *(f"{month} in part" for month in one.partial))) or "none",
        )
    return table


def _roles(found: Understanding) -> Table:
    table = Table("window", "role", "areas", title="Areas by role")
    window = None
    for one in found.roles:
        if one.window != window and window is not None:
            table.add_section()
        names = f" (by the tolerance only: {', '.join(one.names)})" if one.names else ""
        table.add_row(
            Text(one.window if one.window != window else ""),
            Text(f"{one.role}{names}"),
            f"{one.areas:,}",
        )
        window = one.window
    return table


def _claims(found: Understanding) -> Table:
    """A claim a row, ticked where these data can speak to it."""
    table = _plain()
    said = {
        "later": "not yet asked of these data",
        "needs": "these data cannot show it",
    }
    claims = {one.id: one for one in found.study.claims}
    for one in found.claims:
        why = said.get(one.why) or (refusal(one.why) if one.why else "")
        mend = would_test(claims[one.claim], one.why)
        tested = f"what would test it: {mend}" if mend else ""
        notes = [part for part in (why, tested, CAUTION_WORDS.get(one.caution, "")) if part]
        about = Text(f"{one.claim} ({one.kind})", style="bold").append(
            f": {'; '.join(notes)}" if notes else "", style="not bold"
        )
        table.add_row("✓ yes" if one.testable else "✗ no", about)
    return table


def _limits(console: Console, found: Understanding) -> None:
    """What the publisher's tables cannot show, and whether its snap points moved."""
    if found.cannot_show:
        console.print("\nWhat police.uk cannot show", style="bold")
    for one in found.cannot_show:
        console.print(Text(f"- {notice_text(found.study, one)}"))
    for check in found.points:
        mark = {True: "✓", False: "✗", None: "?"}[check.passed]
        console.print(Text(f"{mark} {check_text(found.study, check)}"))


def show_counts(answer: Answer) -> None:
    """What `waterbed wdd` found: whether it moved, what could have been seen, the numbers."""
    console, estimates, checks = _console(), answer.estimates, answer.checks
    verdicts = [wdd_words.moved_told(one) for one in answer.moved]
    for text in verdicts:
        console.print(Text(text, style="bold"))
    first = [check for check in checks if check.name == "detectable-change"]
    for check in first:
        console.print(Text(check_text(NO_STUDY, check)))
    table = Table("where", "method", "change", "interval", "SE", "Z")
    for one in estimates:
        z = one.value / one.se if one.value is not None and one.se else None
        table.add_row(
            place_title(one.parameter.zone),
            method(one.method),
            change(one.value, one.parameter.scale),
            between(one.low, one.high, one.parameter.scale),
            statistic(one.se),
            statistic(z),
        )
    console.print(table)
    console.print(wdd_words.intervals_told(answer.level))
    for text in wdd_sentences(answer):
        if text not in verdicts:
            console.print(Text(text))
    for check in checks:
        if check not in first:
            console.print(Text(check_text(NO_STUDY, check)))
    for code in dict.fromkeys(warning for one in estimates for warning in one.warnings):
        console.print(Text(warning_text(NO_STUDY, code)))


def wdd_sentences(answer: Answer) -> list[str]:
    """What counts alone say of movement, in sentences."""
    phi = answer.dispersion
    said = [wdd_words.dispersion_told(phi.value, phi.df)] if phi else []
    said += [wdd_words.together_told(answer.zones)] if answer.zones else []
    said += [wdd_words.share_told(one) for one in answer.shares]
    return said + [wdd_words.moved_told(one) for one in answer.moved]


def wdd_json(answer: Answer) -> str:
    """The same in the form of results.json, with the sentences."""
    made = json.loads(counts_json(answer.estimates, answer.checks))
    made["shares"] = [estimate_row(NO_STUDY, one) for one in answer.shares]
    made["moved"] = [asdict(one) for one in answer.moved]
    made["zones"] = None if answer.zones is None else asdict(answer.zones)
    made["dispersion"] = None if answer.dispersion is None else asdict(answer.dispersion)
    made["level"] = answer.level
    made["words"] = wdd_sentences(answer)
    return json.dumps(made, ensure_ascii=False, indent=1)


def counts_json(estimates: Sequence[Estimate], checks: Sequence[Check]) -> str:
    """Estimates and checks in the form of results.json."""
    made: dict[str, Any] = {
        "estimates": [estimate_row(NO_STUDY, one) for one in estimates],
        "checks": [check_row(NO_STUDY, one) for one in checks],
    }
    return json.dumps(made, ensure_ascii=False, indent=1)


def show_demo(shown: Sequence[Shown]) -> None:
    """What was true beside what the report says."""
    console = _console()
    for one in shown:
        console.print(Text(one.name, style="bold"))
        console.print(Text(f"True: {one.truth}"))
        table = _plain()
        for words, answer in one.answers:
            table.add_row("The report says:" if not table.rows else "", _answer(answer), words)
        console.print(table)
        console.print(Text(f"Open {one.report}\n"))


def power_rows(rows: Sequence[PowerRow]) -> list[dict[str, Any]]:
    """Rows of `waterbed power` for --json; counts only of tables published at this geography."""
    made = []
    for row in rows:
        found = row.injected
        fall, error = found.detectable() if found else (None, None)
        made.append(
            {
                "intervention": row.intervention,
                "outcome": row.outcome,
                "window": row.window,
                "months": row.months,
                "own": row.own,
                "base_count": row.base_count if row.published else None,
                "places": found.places if found else 0,
                "falls": list(found.falls) if found else [],
                "power": [list(one) for one in found.power()] if found else [],
                "size_of_rise": list(found.size_of_rise()) if found else None,
                "detectable": fall,
                "detectable_error": error,
                "why": row.why,
            }
        )
    return made


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


def show_other_power(rows: Sequence[OtherRow]) -> None:
    """The smallest fall and rise of each other outcome that would be seen, a row a window."""
    if not rows:
        return
    table = Table("what", "months", "to compare with", "a fall seen 4 times in 5",
                  "a rise seen 4 times in 5", title="In places of their own")  # fmt: skip
    for row in rows:
        what = Text(f"{row.outcome} in “{row.place}”, {row.window}")
        if row.why:
            table.add_row(what, str(row.months), "", Text(refusal(row.why)), "")
            continue
        fall = "none, not even to nothing" if row.fall is None else f"of {row.fall:.0%}"
        rise = "none, not even to four times" if row.rise is None else f"of {row.rise:.0%}"
        table.add_row(what, str(row.months), f"{row.disjoint:,} places and years", fall, rise)
    console = _console()
    console.print(table)
    console.print(
        "No change was planted in these: from what each is expected to count, and from how far "
        "places where nothing was done stray from that."
    )


def show_power(rows: Sequence[PowerRow]) -> None:
    """Size, power and the smallest fall that is seen four times in five, a row a window."""
    table = Table("what", "months", "said to fall if nothing did", "a fall of", "is seen",
                  "seen 4 times in 5", title="Could this study tell?")  # fmt: skip
    for row in rows:
        what = Text(f"{row.outcome}, {row.window}" + ("" if row.own else " (were it longer)"))
        found = row.injected
        if found is None:
            table.add_row(what, str(row.months), "", "", "", Text(refusal(row.why)))
            continue
        (size, size_error), *powers = found.power()
        fall, error = found.detectable()
        smallest = "no fall tried" if fall is None else f"a fall of {fall:.0%}"
        spread = "" if error is None else f" (± {error:.0%})"
        table.add_row(
            what,
            str(row.months),
            f"{size:.0%} (± {size_error:.0%})",
            "\n".join(f"{planted:.0%}" for planted in found.falls[1:]),
            "\n".join(f"{share:.0%} (± {off:.0%})" for share, off in powers),
            smallest + spread,
        )
    console = _console()
    console.print(table)
    console.print(
        "Falls were planted in places like the target, where nothing was done, and each was judged "
        "as a claim would be. ± is the Monte Carlo standard error; a refusal counts as not seen."
    )


def survey_row(asked: Survey) -> dict[str, Any]:
    """What a survey before and after could see."""
    from waterbed.power.survey import detectable_share

    return {
        "before": asked.before,
        "people": asked.n_before,
        "design_effect": asked.design_effect,
        "power": 0.8,
        "fall_to": detectable_share(asked),
        "rise_to": detectable_share(asked, rise=True),
    }


def show_survey(asked: Survey) -> None:
    """The same in two sentences."""
    row = survey_row(asked)

    def end(share: float | None) -> str:
        return "no change in that direction" if share is None else f"a change to {share:.1%}"

    console = _console()
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
