"""Methods: what each is called, how it is done, what it assumes and when it may carry a verdict.

One row a method.  The report describes methods by this table, `disclosure` computes their estimates
again by it, the study file is validated by it, and `effect.methods` joins to it how each is fitted.
Nothing else in the program describes a method.
"""

from __future__ import annotations

from waterbed.model.methods import comparisons, others
from waterbed.model.methods.row import EVERY_RUN, ON_REQUEST
from waterbed.model.methods.row import Method as Method

METHODS = {row.key: row for row in (*comparisons.ROWS, *others.ROWS)}

EVERY = tuple(row.key for row in METHODS.values() if row.fitted == EVERY_RUN)
"""Methods fitted in every run of a study."""

HEADLINES = (*EVERY, *(row.key for row in METHODS.values() if row.fitted == ON_REQUEST))
"""Methods that a study's rule may name to carry its verdicts."""

WEIGHTED = tuple(row.key for row in METHODS.values() if row.weighs)
"""Methods that weigh donors; how, is said in `effect.weights`."""

DEFAULT = "forecast"
"""Carries the verdicts where the one asked for may not."""


def method(key: str) -> Method:
    """The row of a method; KeyError where it has none."""
    return METHODS[key]


def fitted_with(headline: str) -> tuple[str, ...]:
    """Names of the methods of a run: those of every run, and the one that the rule names."""
    return EVERY if headline in EVERY else (*EVERY, headline)


def carrying(headline: str, chosen_for: str) -> str:
    """The method that carries verdicts: the one asked for if its size holds, else the default."""
    holds = method(headline).holds
    return headline if holds is None or chosen_for in holds else DEFAULT
