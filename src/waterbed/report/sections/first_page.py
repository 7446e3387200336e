"""The first page: what was done, where, what was recorded, what it means, and the claims."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.months import Months, in_words
from waterbed.model.released import ShownRun
from waterbed.model.study import TARGET
from waterbed.report.blocks import Chart, Grid, headline
from waterbed.report.charts.drawn import Bar, before_after
from waterbed.report.front import Front, Pair, deciding_few, front_of
from waterbed.report.sections.cards import ordered
from waterbed.report.sections.places import place_chart
from waterbed.report.sections.reporting import second_of
from waterbed.report.words import activity, answers, claimed, head, larger, names
from waterbed.report.words import front as words
from waterbed.report.words.estimates import in_counts
from waterbed.report.words.numbers import counted


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of the answers: the question, its words, and where the report says more."""

    question: str
    text: str
    more: str


@dataclass(frozen=True, slots=True)
class ListedClaim:
    number: int
    words: str
    who: str
    answer: str
    answer_word: str


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What the first page shows, in words.

    lines : label and text of what was done, where, when and how much
    picture, map : charts, or None
    others : further outcomes
    """

    title: str
    question: str
    lines: tuple[tuple[str, str], ...]
    rule: str
    notes: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    picture: Chart | None
    map: Chart | None
    others: Grid | None
    claims: tuple[ListedClaim, ...]
    claims_note: str
    total: str


def first_page(results: ShownRun) -> FirstPage:
    """Everything on it, whether or not anything could be compared."""
    study, facts = results.study, front_of(results)
    level = study.rule.level
    numbered: tuple[Pair, ...] = tuple(
        (number, claim, verdict) for number, (claim, verdict) in enumerate(ordered(results), 1)
    )
    few = deciding_few(facts, numbered)
    return FirstPage(
        title=study.title,
        question=study.question,
        lines=lines_of(results, facts),
        rule=words.rule_line(results),
        notes=tuple(
            filter(
                None,
                (*head.replaced(results), answers.level_note(level), head.in_short(results)),
            )
        ),
        sentences=sentences_of(results, facts),
        picture=None if facts is None else picture_of(results, facts),
        map=None if facts is None else place_chart(results, facts.intervention, "map"),
        others=None if facts is None else others_of(results, facts),
        claims=tuple(
            ListedClaim(
                number,
                claim.words,
                claimed.PUT_BY if claim.by_study else claim.who,
                verdict.answer,
                answers.answer_word(verdict, level),
            )
            for number, claim, verdict in few
        ),
        claims_note=words.claims_note(
            len(few),
            len(numbered),
            supported=any(verdict.answer == "supported" for _, _, verdict in few),
            together=sum(
                verdict.answer != "undecided" and verdict.simultaneous == "undecided"
                for _, _, verdict in few
            ),
        ),
        total=claimed.tally(
            [verdict.answer for verdict in results.verdicts],
            [verdict.reproduced for verdict in results.verdicts],
            len(study.opinions),
        ),
    )


def lines_of(results: ShownRun, facts: Front | None) -> tuple[tuple[str, str], ...]:
    """Where, what, how much: each in a line."""
    if facts is None:
        return ()
    study, key = results.study, facts.intervention
    start = study.intervention(key).start
    done = [
        shown_activity for shown_activity in results.activity if shown_activity.intervention == key
    ]
    since = [
        shown_activity
        for shown_activity in done
        if shown_activity.months is None or shown_activity.months.last >= start
    ]
    much = activity.finding(tuple(since or done)) if done else activity.UNKNOWN
    much += activity.on_others(study, results.activity, key, start) if done else ""
    return (
        ("What", words.done(study, key)),
        ("Where", words.place_line(results, key)),
        ("How much", much),
    )


def sentences_of(results: ShownRun, facts: Front | None) -> tuple[Sentence, ...]:
    second = facts is not None and any(
        second_of(results, estimate)
        for estimate in headline(results)
        if estimate.parameter.outcome == facts.outcome and estimate.parameter.zone == TARGET
    )
    if facts is None:
        nothing = "The study names no place where something was done, so nothing was compared."
        return (Sentence("Did it change?", nothing, "change"),)
    larger_sentence = larger.would_have_told(results, facts.seen)
    return (
        Sentence("What was recorded?", words.recorded(results, facts), "change"),
        Sentence("Did it change?", words.expected(results, facts), "change"),
        Sentence("Did it move?", words.moved(results, facts), "move"),
        Sentence("Is a change in reports one in harm?", words.harm(second), "harm"),
        Sentence(
            "Could this study tell?", words.seen(results, facts.seen, facts.expected), "could"
        ),
        *((Sentence(larger.QUESTION, larger_sentence, "could"),) if larger_sentence else ()),
    )


def picture_of(results: ShownRun, facts: Front) -> Chart | None:
    """Bars before and after, and what was expected with its range; None where neither is shown."""
    counts, estimate = facts.recorded, facts.expected.estimate
    if counts.before is None or counts.after is None or counts.base is None or counts.post is None:
        return None
    where = words.where(results, facts.intervention)
    what = f"{names.outcome(results.study, counts.outcome)}, {where}"
    bars = [
        Bar("Before", short(counts.base), counts.before, counted(counts.before, counts.status)),
        Bar("After", short(counts.post), counts.after, counted(counts.after, counts.status)),
    ]
    if estimate is not None and estimate.expected and facts.expected.direction != "hidden":
        low, high = (in_counts(estimate, x) for x in estimate.deciding or (None, None))
        ends: tuple[float | None, float | None] = (None, None)
        if low is not None and high is not None:
            ends = (counts.after - high, counts.after - low)
        bars.append(
            Bar("Expected range", "after, if nothing done", estimate.expected,
                counted(estimate.expected, estimate.status), *ends, expected=True)
        )  # fmt: skip
    description = "; ".join(f"{bar.label.lower()} {bar.printed}" for bar in bars)
    title = f"{what}: recorded before and after"
    return Chart(title, "", before_after(bars, "front", title, f"{description}."))


def short(months: Months) -> str:
    """Apr 2016–Mar 2017."""

    def brief(month: int) -> str:
        name, year = in_words(month).split()
        return f"{name[:3]} {year}"

    if months.first == months.last:
        return brief(months.first)
    return f"{brief(months.first)}–{brief(months.last)}"


def others_of(results: ShownRun, facts: Front) -> Grid | None:
    """The other outcomes that claims on this intervention speak of, a row each."""
    if not facts.others:
        return None
    rows = tuple(words.other_row(results, pair) for pair in facts.others)
    columns = ("Outcome", "Before", "After", "Expected", "Beyond chance")
    return Grid("Also recorded there, in the same months", columns, rows, (1, 2, 3))
