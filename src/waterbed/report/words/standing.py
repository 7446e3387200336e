"""How strong the design of a study is, and what it holds under the headings of evaluation.

The Maryland scale (Sherman and others 1997, *Preventing Crime*, report to Congress; Farrington and
others 2002) ranks designs and not answers; EMMIE (Johnson, Tilley and Bowers 2015, *Journal of
Experimental Criminology* 11:459-473) asks for effect, mechanism, moderators, implementation and
economic cost.
"""

from __future__ import annotations

from waterbed.model.kinds import COMPARED, KINDS
from waterbed.model.released import ShownRun
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import listed, plural

OPEN = "Left open"
LEVELS = {
    0: "nothing is compared, so that it has no place on it",
    2: "before and after in the place itself, with nothing to compare it with",
    3: "before and after, in the place and in others where nothing was done",
    5: "before and after, in places drawn by lot and in others",
}


def maryland(results: ShownRun) -> int:
    """Level of the study's own design: 5 where its places were drawn by lot, 3 where they are
    compared with others, 2 where they are not, 0 where nothing was counted.

    1 (at one time) is no design of ours; 4, several treated places alike in what else differs, is
    claimed by none: nothing here holds what else differs.
    """
    compared = any(estimate.placebos for estimate in results.estimates)
    if not compared:
        return 2 if results.estimates or results.readings else 0
    treated = [intervention for intervention in results.study.interventions if intervention.targets]
    return (
        5
        if treated and all(intervention.chosen_for.rule == "random" for intervention in treated)
        else 3
    )


def maryland_sentence(results: ShownRun) -> str:
    """The level in a sentence, and that it says nothing of any answer."""
    level = maryland(results)
    stands = f"stands at {level} of 5" if level else "does not stand on it"
    return (
        f"On the Maryland scale of designs this study {stands}: {LEVELS[level]}. The scale ranks "
        "designs, not answers: a study high on it can still be too small to see anything."
    )


def left_open(results: ShownRun) -> str:
    """Which of the five headings of EMMIE the study leaves open."""
    headings_open = [lowered(heading) for heading, held in headings(results) if held == OPEN]
    return (
        f"Left open of an evaluation's five headings (EMMIE): {listed(headings_open)}."
        if headings_open
        else ""
    )


def headings(results: ShownRun) -> tuple[tuple[str, str], ...]:
    """The five headings of EMMIE, each with what this study holds, or left open."""
    judged = sum(KINDS[verdict.kind].parameter in COMPARED for verdict in results.verdicts)
    apart = any(estimate.parameter.part != "whole" for estimate in results.estimates)
    actions = len(results.study.activity)
    effect = f"{plural(judged, 'claim')} of a change or a move judged, with what could be seen"
    split = "zones with and without areas under another measure; nothing else that could matter"
    done = f"{plural(actions, 'total or table', 'totals or tables')} of what was done"
    return (
        ("Effect", effect if judged else OPEN),
        ("Mechanism: how it works", OPEN),
        ("Moderators: where and for whom", split.capitalize() if apart else OPEN),
        ("Implementation: what was done", done if actions else OPEN),
        ("Economic cost", OPEN),
    )
