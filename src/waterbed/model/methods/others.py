"""Methods of other questions: what is reported, and how many are never seen."""

from __future__ import annotations

from waterbed.model.methods.row import Method

ROWS = (
    Method(
        "tipping-point",
        "tipping point of reporting",
        title="Tipping points of reporting",
        text=(
            "What is recorded is what happens times the share of it that is reported and "
            "recorded. So every recorded change is explained away by some change in that share: "
            "the tipping point. Divided by any change of reporting, the range that fits the data "
            "becomes the range of what happened."
        ),
        formula=(
            "true ratio = R ÷ ρ;  no change at ρ = R;  no more than chance at the end of the "
            "range next to 1;  with ρ from a to b: R ÷ b to R ÷ a"
        ),
        source=(
            "Manski 2003, Partial Identification of Probability Distributions; Imbens and Manski "
            "2004, Econometrica 72:1845–1857."
        ),
    ),
    Method(
        "kappa",
        "relative reporting, from two sources",
        text=(
            "Police and a second source count some of the same incidents, so that what happened "
            "cancels from the ratio of the two: what is left is the change of one's reporting "
            "against the other's."
        ),
        formula="log κ = log P − log H;  variance = s²(P) + s²(H)",
        source=(
            "Florence, Shepherd, Brennan and Simon 2011, BMJ 342:d3313 (police and hospital "
            "records side by side)."
        ),
    ),
    Method(
        "second-source",
        "what happened, by a second source",
        text=(
            "The second source's own change, if it counts the same share of incidents as before. "
            "If it followed the change in reporting to the police in part, that part is taken "
            "out."
        ),
        formula="log θ = (log H − λ log P) ÷ (1 − λ), λ the part followed",
    ),
    Method(
        "spillover",
        "how far the second source would have to follow the police",
        told_in="second-source",
    ),
    Method(
        "delay",
        "records by age, against other places",
        title="From offence to record",
        text=(
            "Records of a place by their age when recorded, against all other places, before and "
            "after. How much such ratios vary among the other places widens the range."
        ),
        formula="ratio of ratios of counts by age;  √(φ Σ 1 ÷ n), φ from the other places",
        source="Kalbfleisch and Lawless 1989, JASA 84:360–372 (delays seen only in part).",
    ),
    # Numbers of people, from lists (`hidden`).
    Method("range", "range over methods", assumptions=("lists-range",)),
    Method("stepwise", "stepwise choice of dependent lists", assumptions=("lists-pairs",)),
    Method("bic", "all models close to the best", assumptions=("lists-models",)),
    Method(
        "bic-full",
        "models with lists that depend in threes and more",
        assumptions=("lists-orders",),
    ),
    Method("dga", "average over dependence graphs", assumptions=("lists-graphs",)),
    Method("main-effects", "lists taken for independent", assumptions=("lists-independent",)),
    Method("latent-class", "groups of people alike", assumptions=("lists-classes",)),
    Method("chao", "lower bound", assumptions=("lists-bound",)),
    Method("chapman", "two lists alone", assumptions=("lists-independent",)),
)
