"""What `waterbed run` and `waterbed demo` print: the claims and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from waterbed.cli.terminal.shapes import answer_shape, open_console, unframed
from waterbed.model.released import Released, ShownRun
from waterbed.model.typed import typed
from waterbed.report.front import front_of
from waterbed.report.sections.cards import judged_here, ordered
from waterbed.report.sections.costs import cost_lines
from waterbed.report.sections.opinions import OPINION, assertions
from waterbed.report.words import larger, names
from waterbed.report.words.answers import ANSWER_WORDS, answer_word, level_note
from waterbed.report.words.claimed import settled_together, tally
from waterbed.report.words.verdicts import reason_sentences

if TYPE_CHECKING:
    from pathlib import Path

    from waterbed.demo import Shown


MOST_REASONED = 8
"""Claims, up to which the terminal shows the reason of each; of more the report does."""


def show_verdicts(released: Released[ShownRun]) -> None:
    """A table of the claims, numbered as in the report, and how many have each answer."""
    results = released.content
    console = open_console()
    console.print(Text(results.study.title, style="bold"))
    reasoned = len(results.verdicts) <= MOST_REASONED
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=False)
    table.add_column("Claim", justify="right")
    table.add_column("", overflow="fold")
    table.add_column("Answer", no_wrap=True)
    for number, (claim, verdict) in enumerate(ordered(results), 1):
        said = Text.assemble(claim.words, (f" ({claim.who})", "dim"))
        if here := judged_here(results, claim):
            said.append(f"\n{names.capital(here)}.")
        if reasoned:
            said.append(f"\n{(reason_sentences(results, verdict) or ('',))[0]}\n", style="italic")
        word = answer_word(verdict, results.study.rule.level)
        table.add_row(str(number), said, answer_shape(verdict.answer, word))
    console.print(table)
    given = [verdict.answer for verdict in results.verdicts]
    reproduced = [verdict.reproduced for verdict in results.verdicts]
    console.print(tally(given, reproduced, len(results.study.opinions)))
    if note := settled_together(results.verdicts):
        console.print(Text(note))
    if note := level_note(results.study.rule.level):
        console.print(Text(note))
    for line in cost_lines(results):
        console.print(Text(line))
    facts = front_of(results)
    if facts is not None and (text := larger.would_have_told(results, facts.seen)):
        console.print(Text(f"{larger.QUESTION} {text}"))


def show_in_order(released: Released[ShownRun]) -> None:
    """What was said in its own order: by whom, the answer, and why in a line."""
    results = released.content
    console = open_console()
    console.print(Text(results.study.title, style="bold"))
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=False)
    table.add_column("No.", justify="right")
    table.add_column("What was said, by whom, and why it is answered so", overflow="fold")
    table.add_column("Answer", no_wrap=True)
    in_order = assertions(results)
    if not in_order:
        console.print("No claim of this study has an order.")
        return show_verdicts(released)
    for assertion in in_order:
        said = Text.assemble(assertion.said.words, (f" ({assertion.said.who})", "dim"))
        shape: str | Text = OPINION
        if assertion.verdict is not None:
            reason = (reason_sentences(results, assertion.verdict) or ("",))[0]
            # What would test it stands in the report; here only why these data do not.
            why = (
                reason.split(". ")[0] + "." if assertion.verdict.answer == "untestable" else reason
            )
            said.append(f"\n{why}", style="italic")
            word = answer_word(assertion.verdict, results.study.rule.level)
            shape = answer_shape(assertion.verdict.answer, word)
        table.add_row(str(assertion.order), said, shape)
    console.print(table)
    given = [assertion.verdict.answer for assertion in in_order if assertion.verdict is not None]
    numbers = len({assertion.order for assertion in in_order})
    console.print(f"{numbers} assertions; one that says several things has a row for each.")
    console.print(tally(given, (), len(in_order) - len(given)))
    return None


def show_next(results: ShownRun, folder: Path, study: Path) -> None:
    """Where the report is, and what may be done next, by what came out."""
    console = open_console()
    console.print(Text(f"\nReport: {folder / 'report.html'}", style="bold"), soft_wrap=True)
    for why, command in next_steps(results, study):
        console.print(Text(why))
        console.print(Text(f"    {command}"), soft_wrap=True)


def next_steps(results: ShownRun, study: Path) -> tuple[tuple[str, str], ...]:
    """At most three: why, and the command to type."""
    named = typed(study)
    steps = []
    if any(verdict.answer == "undecided" and verdict.estimates for verdict in results.verdicts):
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


def show_demo(shown: Sequence[Shown]) -> None:
    """What was true beside what the report says."""
    console = open_console()
    for study in shown:
        console.print(Text(study.name, style="bold"))
        console.print(Text(f"True: {study.truth}"))
        table = unframed()
        for words, answer in study.answers:
            table.add_row("The report says:" if not table.rows else "", answer_shape(answer), words)
        console.print(table)
        console.print(Text(f"Open {study.report}\n"))
