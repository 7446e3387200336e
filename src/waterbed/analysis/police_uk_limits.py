"""What police.uk cannot show, as far as it concerns a study: codes of model/codes.NOTICES.

And where a claim speaks of something else than the outcome that it is judged on.
"""

from __future__ import annotations

import re

from waterbed.model.estimate import Remark, remark
from waterbed.model.study import Claim, Outcome, Study

POLICE_UK = "police-uk"
MIXED = "violence and sexual offences"
DISORDER = "anti-social behaviour"
_SEXUAL = re.compile(r"\b(sexual (offence|assault|violence|crime)|rapes?\b|raped\b)", re.I)
_SOLICITING = re.compile(
    r"\b(solicit|kerb.?crawl|prostitut|sex.work|brothel|(buy|sell)(s|ing)? sex\b)", re.I
)


def police_uk_limits(study: Study) -> tuple[Remark, ...]:
    """Only what concerns the outcomes, claims and questions of this study."""
    tables = tuple(count.name for count in study.counts if count.layout == POLICE_UK)
    if not tables:
        return ()
    outcomes = [outcome for outcome in study.outcomes if drawn_from_police_uk(study, outcome)]
    remarks = []
    mixed = tuple(outcome.id for outcome in outcomes if MIXED in _categories(outcome))
    if mixed or any(speaks_of_sexual_offences(study, claim) for claim in study.claims):
        remarks.append(remark("police-uk-sexual", outcomes=mixed))
    texts = [study.title, study.question, *(outcome.name for outcome in study.outcomes)]
    texts += [intervention.kind for intervention in study.interventions]
    texts += [text for claim in study.claims for text in (claim.words, claim.subject)]
    if any(_SOLICITING.search(text) for text in texts):
        remarks.append(remark("police-uk-soliciting"))
    remarks.append(remark("police-uk-month", tables=tables))
    remarks.append(remark("police-uk-points", tables=tables))
    disorder = tuple(outcome.id for outcome in outcomes if _has_disorder(outcome))
    if disorder:
        remarks.append(remark("police-uk-disorder", outcomes=disorder))
    return tuple(remarks)


def drawn_from_police_uk(study: Study, outcome: Outcome) -> bool:
    """Whether every table that the outcome draws on is of police.uk."""
    return {table.layout for table in study.tables_of(outcome)} == {POLICE_UK}


def caution(study: Study, claim: Claim) -> str:
    """What a claim that can be tested should be looked at for: a code of CAUTIONS, or ""."""
    outcome = next((outcome for outcome in study.outcomes if outcome.id == claim.outcome), None)
    if outcome is None:
        return ""
    others = [other for other in study.outcomes if other.id != outcome.id]
    if not _named(claim.words, outcome) and any(_named(claim.words, other) for other in others):
        return "other-outcome"
    if not drawn_from_police_uk(study, outcome):
        return ""
    said = f"{claim.words} {outcome.id} {outcome.name}"
    if _SOLICITING.search(said):
        return "no-category"
    if MIXED in _categories(outcome) and outcome.include != ((),):
        return "mixed-category"
    return ""


def _named(words: str, outcome: Outcome) -> bool:
    """Whether the words hold the outcome's id or name, hyphens and capitals aside."""
    said = f" {_plain(words)} "
    return any(f" {_plain(name)} " in said for name in (outcome.id, outcome.name) if _plain(name))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def speaks_of_sexual_offences(study: Study, claim: Claim) -> bool:
    outcome = next((outcome for outcome in study.outcomes if outcome.id == claim.outcome), None)
    named = f"{outcome.id} {outcome.name}" if outcome else ""
    return bool(_SEXUAL.search(f"{claim.words} {named}"))


def _categories(outcome: Outcome) -> set[str]:
    """The categories that an outcome includes by name, in small letters."""
    return {value.strip().lower() for selector in outcome.include for _, value in selector}


def _has_disorder(outcome: Outcome) -> bool:
    out = {value.strip().lower() for selector in outcome.exclude for _, value in selector}
    return DISORDER in _categories(outcome) or (() in outcome.include and DISORDER not in out)
