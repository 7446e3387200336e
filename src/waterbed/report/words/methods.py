"""How it was done: each method and rule in a paragraph, a formula and a source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from waterbed.model.methods import METHODS
from waterbed.report.words.names import capital
from waterbed.report.words.numbers import share


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A method or a rule as the report tells it; formula in plain text."""

    title: str
    text: str
    formula: str
    source: str


def paragraphs(used: Collection[str]) -> tuple[Paragraph, ...]:
    """How the methods used are done, in the order of METHODS."""
    keys = {METHODS[key].told_in or key for key in used}
    return tuple(
        Paragraph(row.title or capital(row.name), row.text, row.formula, row.source)
        for row in METHODS.values()
        if row.key in keys and row.text
    )


RULES = (
    Paragraph(
        "What the study could have seen",
        "A fall or a rise is added to the change that each placebo place shows, and the smallest "
        "one is sought that a one-sided test at the stated level then finds as often as stated.",
        "smallest effect with P(the test finds it) ≥ power",
        "Bloom 1995, Evaluation Review 19:547–556.",
    ),
    Paragraph(
        "Was the base usual?",
        "From months before the start alone: the base count against the comparison areas' base "
        "count times the share that this place had of theirs in all earlier months. Its rank among "
        "all places says whether it is unusual.",
        "z = (base − E) ÷ √E, ranked among target and placebos; unusual where the rank's p ≤ 0.05",
        "Barnett, van der Pols and Dobson 2005, International Journal of Epidemiology 34:215–220 "
        "(regression to the mean).",
    ),
    Paragraph(
        "Did it drift before?",
        "The same comparison one step earlier, when nothing had been done. It informs and binds "
        "nothing, since judging only what passes it biases what is left.",
        "base against the same number of months just before it",
        "Roth 2022, American Economic Review: Insights 4:305–322.",
    ),
)


JUDGED = "How a claim is judged"
OTHERS = "The other methods and rules, each with its formula and source, are in tables.xlsx."


def verdict_rule(level: float, headline: str) -> Paragraph:
    """The rule by which claims are judged, with the study's level and deciding method."""
    error = share(1 - level)
    return Paragraph(
        JUDGED,
        "A claim is a range of one number. If every value that fits the data lies in that range, "
        "the claim is supported; if none does, it is contradicted; otherwise it is undecided. "
        f"The values that fit are those not rejected at {error} on either side by the deciding "
        f"method ({headline}). A check that did not pass can only turn an answer into undecided, "
        "never into its opposite. The rule knows nothing of who made the claim.",
        f"range that decides: level 2 × {level:g} − 1 = {2 * level - 1:.3g}",
        "Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657–680 (two "
        "one-sided tests).",
    )
