"""What is asked: a claim, with what follows from it and the rule before any count is read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from waterbed.model.estimate import Parameter
from waterbed.model.kinds import COMPARED, KINDS, RELATIVE, SECOND
from waterbed.model.study import OTHER, Claim, Rule, question_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim and the parameter that it speaks of.

    key : None where its kind has none, or where there is no window
    family : what claims it is judged together with
    later : of a claim of two windows, the same parameter in the later one
    """

    claim: Claim
    key: Parameter | None
    family: str
    later: Parameter | None = None

    @property
    def keys(self) -> tuple[Parameter, ...]:
        """Every parameter that it speaks of."""
        return tuple(key for key in (self.key, self.later) if key is not None)

    @property
    def compared(self) -> bool:
        """Whether a comparison of one window, or a sum of them, answers it."""
        return self.key is not None and KINDS[self.claim.kind].parameter in COMPARED


def ask(claim: Claim, rule: Rule) -> Asked:
    """Claims of one speaker about one window are a family, unless the study file names another."""
    key = _parameter(claim, rule)
    later = replace(key, window=claim.later) if key is not None and claim.later else None
    asked = Asked(claim, key, claim.family, later)
    if claim.family or not asked.compared or asked.key is None:
        return asked
    return replace(asked, family=f"{claim.who}, {asked.key.window}")


def _parameter(claim: Claim, rule: Rule) -> Parameter | None:
    asked = KINDS[claim.kind].parameter
    window = claim.window
    if not window:
        default = rule.default_window(claim.intervention)
        window = "" if default is None else default.name
    if not window or asked not in (*COMPARED, *SECOND):
        return None
    # One scale for every claim of an effect, whether or not it states a figure.
    question, scale = question_of(claim.zone), "ratio"
    if asked == "movement":
        question, scale = "share", "share" if rule.margin_count is None else "count"
    if asked in RELATIVE:
        question, scale = asked, "relative"
    if asked == "lasting":
        scale = "ratio"
    if claim.other:
        question = OTHER
    if asked in SECOND:
        question = "reporting"
    return Parameter(question, claim.intervention, claim.outcome, claim.zone, window, scale)
