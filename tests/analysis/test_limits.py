"""What police.uk cannot show is said where it concerns the study, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support import builders
from waterbed.analysis.police_uk_limits import caution, police_uk_limits
from waterbed.model.codes import CAUTIONS
from waterbed.model.sources import CountTable
from waterbed.model.study import Claim, Outcome, Study
from waterbed.report.words.remarks import CAUTION_WORDS, notice_text

TABLE = CountTable("street", Path("police-uk"), "police-uk", published=True)
MIXED = Outcome("violence", "violence", (), ((("", "Violence and sexual offences"),),))
ASB = Outcome("asb", "disorder", (), ((("", "Anti-social behaviour"),),))
BURGLARY = Outcome("burglary", "burglary", (), ((("", "Burglary"),),))
ALL = Outcome("all", "all recorded crime", (), ((),), ((("", "Anti-social behaviour"),),))


def study(outcome: Outcome, *claims: Claim, table: CountTable = TABLE) -> Study:
    return replace(builders.study(*claims), counts=(table,), outcomes=(outcome,))


def claim(words: str, outcome: Outcome) -> Claim:
    return replace(builders.claim(), words=words, outcome=outcome.id)


ALWAYS = {"police-uk-month", "police-uk-points"}


@pytest.mark.parametrize(
    ("outcome", "words", "more"),
    [
        (BURGLARY, "Burglary fell.", set()),
        (MIXED, "Violence fell.", {"police-uk-sexual"}),
        (ALL, "Sexual offences doubled.", {"police-uk-sexual"}),
        (ALL, "Kerb-crawling is gone.", {"police-uk-soliciting"}),
        (BURGLARY, "Women who sell sex were moved on.", {"police-uk-soliciting"}),
        (ASB, "It is quieter.", {"police-uk-disorder"}),
        (Outcome("every", "everything", (), ((),)), "It fell.", {"police-uk-disorder"}),
        (BURGLARY, "Grapes, drapes and sexton beetles were counted.", set()),
    ],
)
def test_only_what_concerns_the_study(outcome: Outcome, words: str, more: set[str]) -> None:
    remarks = police_uk_limits(study(outcome, claim(words, outcome)))
    assert {remark.code for remark in remarks} == ALWAYS | more


def test_of_other_tables_nothing_is_said() -> None:
    other = CountTable("counts", Path("counts.csv"), "long", published=True)
    asked = study(MIXED, claim("Sexual offences fell.", MIXED), table=other)
    assert police_uk_limits(asked) == ()
    assert caution(asked, asked.claims[0]) == ""


@pytest.mark.parametrize(
    ("outcome", "words", "said"),
    [
        (MIXED, "Sexual offences fell.", "mixed-category"),
        (MIXED, "Violence fell.", "mixed-category"),
        (ALL, "Crime fell.", ""),
        (BURGLARY, "Burglary fell.", ""),
        (ALL, "Soliciting fell.", "no-category"),
    ],
)
def test_a_claim_that_the_categories_cannot_tell_apart_says_so(
    outcome: Outcome, words: str, said: str
) -> None:
    asked = study(outcome, claim(words, outcome))
    assert caution(asked, asked.claims[0]) == said


@pytest.mark.parametrize("layout", ["long", "police-uk"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Anti social behaviour is down.", "other-outcome"),
        ("Anti-social behaviour and burglary are down.", ""),
        ("Burglary is down.", ""),
        ("It is quieter.", ""),
    ],
)
def test_words_that_name_another_outcome_are_pointed_to(words: str, said: str, layout: str) -> None:
    table = CountTable("counts", Path("counts.csv"), layout, published=True)
    asked = study(BURGLARY, claim(words, BURGLARY), table=table)
    asked = replace(asked, outcomes=(BURGLARY, replace(ASB, name="Anti-social behaviour")))
    assert caution(asked, asked.claims[0]) == said


def test_the_sentence_names_the_outcome_that_mixes() -> None:
    asked = study(MIXED, claim("It fell.", MIXED))
    sentences = [notice_text(asked, remark) for remark in police_uk_limits(asked)]
    assert sentences[0].endswith("neither can be told apart. Violence counts both.")


def test_every_caution_has_words() -> None:
    assert CAUTION_WORDS.keys() == CAUTIONS.keys()
