"""Whether an effect could be told of a place and a start, said where they are chosen.

By the judge of `check` and of a run (`analysis.foresight`), of the claims of an effect alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from waterbed.analysis.understand import Testable
from waterbed.model.kinds import KINDS
from waterbed.model.study import Study
from waterbed.propose.kinds_page import words_of
from waterbed.report.words.estimates import lowered
from waterbed.report.words.names import capital
from waterbed.report.words.testable import BARRED_MENDS, nothing_decided, nothing_tested

MOST = 4
"""So many claims are spoken of."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """said : what could be seen of an effect, or what would help, a sentence each
    nothing : why no effect can be tested, () where one can
    """

    said: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()

    @property
    def compared(self) -> bool:
        """Whether the areas that are left are compared with."""
        return not self.nothing


def effects_of(study: Study, intervention: str) -> Study:
    """The study with no claims but of an effect of an intervention, or of a programme that it is a
    wave of."""
    whole = {programme.id for programme in study.programmes if intervention in programme.waves}
    claims = tuple(
        claim
        for claim in study.claims
        if claim.intervention in {intervention, *whole} and KINDS[claim.kind].parameter == "effect"
    )
    return replace(study, claims=claims)


def outlook(able: Mapping[str, Testable], mends: Mapping[str, str]) -> Outlook:
    """able : what is foreseen of the claims of `effects_of`, by id; mends : by a caution, what
    would decide a claim in the words of whoever shows it"""
    claims = tuple(able.values())
    if not claims:
        return Outlook()
    if not any(claim.testable for claim in claims):
        reasons = dict.fromkeys((claim.why, claim.suffices) for claim in claims)
        nothing, helps = zip(*(nothing_tested(*reason) for reason in reasons), strict=True)
        return Outlook(tuple(dict.fromkeys(helps)), tuple(dict.fromkeys(nothing)))
    if all(len(claim.excluded) > 1 or not claim.testable for claim in claims):
        barred = dict.fromkeys(
            (claim.caution if claim.caution in BARRED_MENDS else "", claim.suffices)
            for claim in claims
            if claim.testable
        )
        return Outlook(
            tuple(nothing_decided(why, suffices, mends.get(why, "")) for why, suffices in barred)
        )
    said = (f"“{capital(words_of(KINDS[claim.kind], False))}”: {lowered(claim.seen)}"
            for claim in claims if claim.seen)  # fmt: skip
    return Outlook(tuple(dict.fromkeys(said))[:MOST])
