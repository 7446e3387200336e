"""How it was done: each method in a paragraph, a formula and a source."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.report.words.numbers import share


@dataclass(frozen=True, slots=True)
class Method:
    """A method as the report tells it; formula in plain text."""

    key: str
    title: str
    text: str
    formula: str
    source: str


METHODS = (
    Method(
        "recorded",
        "Recorded change",
        "The count after against the count before, in the place and months named. It has no range: "
        "both counts are what was recorded.",
        "change = after ÷ before − 1",
        "",
    ),
    Method(
        "readings",
        "All ways of choosing the months",
        "A recorded change depends on the months compared. The study file declares a grid of "
        "starts, lengths and bases beforehand, and the claim is read on every one of them.",
        "share of readings whose change is at least the one claimed",
        "Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4:1208–1214.",
    ),
    Method(
        "before-after",
        "Before and after",
        "The count after less the count before, scaled to the same number of months. It takes "
        "every other change for the effect, and decides nothing here.",
        "effect = y − b × (months after ÷ months before)",
        "Clopper and Pearson 1934, Biometrika 26:404–413 (range of the ratio).",
    ),
    Method(
        "difference",
        "Difference against comparison areas",
        "The count after less the count before multiplied by the change in the comparison areas. "
        "The same is computed for every placebo place, and the range holds the effects that would "
        "not make this place stand out among them.",
        "effect = y − r b;  t = (y − r b) ÷ √(φ r b (1 + r));  p = (1 + k) ÷ (1 + n)",
        "Abadie, Diamond and Hainmueller 2010, JASA 105:493–505; Phipson and Smyth 2010, "
        "Statistical Applications in Genetics and Molecular Biology 9:39.",
    ),
    Method(
        "bounds",
        "Bounds, without a test",
        "Where too few places or years are left for a test, the count before is multiplied by the "
        "smallest and by the largest change that such places had in the same months, and that the "
        "place had itself in earlier years. It carries no verdict.",
        "y − b × largest growth ≤ effect ≤ y − b × smallest growth",
        "",
    ),
    Method(
        "pooled-bounds",
        "Waves added up, by bounds",
        "The differences of the waves are added up, and so are the ends of their ranges. Each "
        "wave’s range is taken at a level at which the ranges of all K waves hold at once, "
        "whatever the waves have in common (Bonferroni). Ratios are averaged by what was expected "
        "of each wave. Beside it, for information, the range that there would be if the waves "
        "erred independently, from one placebo drawn for each.",
        "Σ low of wave k at 1 − (1 − level) ÷ K ≤ Σ effect ≤ Σ high of wave k;  "
        "if independent: t = Σ effect ÷ √Σ variance",
        "Dunn 1961, JASA 56:52–64.",
    ),
    Method(
        "forecast",
        "Forecast from the past",
        "What places with this past were followed by elsewhere: the count after is predicted from "
        "the place's last twelve months and its mean year before those, by a regression over the "
        "comparison areas. A place that had just peaked is predicted to fall, and only what goes "
        "beyond that counts. The same is done for every placebo place and earlier year.",
        "log μ = a + b log(mean year) + c log(last year);  t = (y − μ) ÷ √(φ μ + α μ²);  "
        "p = (1 + k) ÷ (1 + n)",
        "Hauer 1997, Observational Before-After Studies in Road Safety; Persaud and Lyon 2007, "
        "Accident Analysis and Prevention 39:546–555.",
    ),
    Method(
        "uniform",
        "Difference in differences over all earlier years",
        "Every comparison area counts the same, and the mean difference of all whole years before "
        "is taken off. What is left is ranked among the same for every placebo place.",
        "effect = y − w Σ yᵢ − (mean before − w Σ mean before)",
        "Abadie, Diamond and Hainmueller 2010, JASA 105:493–505 (placebos).",
    ),
    Method(
        "calibrated",
        "Calibrated synthetic control",
        "Weights on the comparison areas, none negative and as near to equal as can be, that give "
        "exactly the yearly counts of the target before. Where there are none, no estimate.",
        "minimise Σ (wᵢ − d)² ÷ d with Σ wᵢ xᵢ = x,  wᵢ ≥ 0;  effect = y − Σ wᵢ yᵢ",
        "Robbins, Saunders and Kilmer 2017, JASA 112:109–126.",
    ),
    Method(
        "raking",
        "Raked synthetic control",
        "As the calibrated one, with weights that multiply up and so are never nought.",
        "wᵢ = d exp(xᵢ′η) with Σ wᵢ xᵢ = x;  effect = y − Σ wᵢ yᵢ",
        "Deville and Särndal 1992, JASA 87:376–382.",
    ),
    Method(
        "simplex",
        "Synthetic control",
        "Weights on the comparison areas, none negative and one in all, that come nearest to the "
        "yearly counts of the target before.",
        "minimise |x − Σ wᵢ xᵢ|² with Σ wᵢ = 1,  wᵢ ≥ 0;  effect = y − Σ wᵢ yᵢ",
        "Abadie, Diamond and Hainmueller 2010, JASA 105:493–505.",
    ),
    Method(
        "simplex-intercept",
        "Synthetic control with an intercept",
        "The synthetic control of each area's departures from its own mean before; the difference "
        "in means is kept.",
        "effect = y − Σ wᵢ yᵢ − (mean before − Σ wᵢ mean before)",
        "Ferman and Pinto 2021, Quantitative Economics 12:1197–1221.",
    ),
    Method(
        "ridge",
        "Ridge-augmented synthetic control",
        "The synthetic control, corrected by a ridge regression for what it misses of the years "
        "before; weights may be negative.",
        "w = w₀ + (x − X′w₀)′ (X′X + λ)⁻¹ X′;  effect = y − Σ wᵢ yᵢ",
        "Ben-Michael, Feller and Rothstein 2021, JASA 116:1789–1803.",
    ),
    Method(
        "sdid",
        "Synthetic difference in differences",
        "Weights on the comparison areas and on the months before, so that the difference in "
        "differences is taken among areas and months like those it is about.",
        "effect = (y − Σ wᵢ yᵢ) − Σ λₜ (yₜ − Σ wᵢ yᵢₜ)",
        "Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021, AER 111:4088–4118.",
    ),
    Method(
        "wdd",
        "Weighted displacement difference",
        "The change in the target less that in its control, plus the change in the zone less that "
        "in its control. Negative means fewer incidents in all.",
        "WDD = (T₁ − T₀) − (C₁ − C₀) + (D₁ − D₀) − (E₁ − E₀);  variance = sum of the eight counts",
        "Wheeler and Ratcliffe 2018, Crime Science 7:11.",
    ),
    Method(
        "tipping-point",
        "Tipping points of reporting",
        "What is recorded is what happens times the share of it that is reported and recorded. So "
        "every recorded change is explained away by some change in that share: the tipping point. "
        "Divided by any change of reporting, the range that fits the data becomes the range of "
        "what happened.",
        "true ratio = R ÷ ρ;  no change at ρ = R;  no more than chance at the end of the range "
        "next to 1;  with ρ from a to b: R ÷ b to R ÷ a",
        "Manski 2003, Partial Identification of Probability Distributions; Imbens and Manski 2004, "
        "Econometrica 72:1845–1857.",
    ),
    Method(
        "kappa",
        "Relative reporting, from two sources",
        "Police and a second source count some of the same incidents, so that what happened "
        "cancels from the ratio of the two: what is left is the change of one's reporting against "
        "the other's.",
        "log κ = log P − log H;  variance = s²(P) + s²(H)",
        "Florence, Shepherd, Brennan and Simon 2011, BMJ 342:d3313 (police and hospital records "
        "side by side).",
    ),
    Method(
        "second-source",
        "What happened, by a second source",
        "The second source's own change, if it counts the same share of incidents as before. If "
        "it followed the change in reporting to the police in part, that part is taken out.",
        "log θ = (log H − λ log P) ÷ (1 − λ), λ the part followed",
        "",
    ),
    Method(
        "delay",
        "From offence to record",
        "Records of a place by their age when recorded, against all other places, before and "
        "after. How much such ratios vary among the other places widens the range.",
        "ratio of ratios of counts by age;  √(φ Σ 1 ÷ n), φ from the other places",
        "Kalbfleisch and Lawless 1989, JASA 84:360–372 (delays seen only in part).",
    ),
)

RULES = (
    Method(
        "detectable",
        "What the study could have seen",
        "A fall or a rise is added to the change that each placebo place shows, and the smallest "
        "one is sought that a one-sided test at the stated level then finds as often as stated.",
        "smallest effect with P(the test finds it) ≥ power",
        "Bloom 1995, Evaluation Review 19:547–556.",
    ),
    Method(
        "base-window",
        "Was the base usual?",
        "From months before the start alone: the base count against the comparison areas' base "
        "count times the share that this place had of theirs in all earlier months. Its rank among "
        "all places says whether it is unusual.",
        "z = (base − E) ÷ √E, ranked among target and placebos; unusual where the rank's p ≤ 0.05",
        "Barnett, van der Pols and Dobson 2005, International Journal of Epidemiology 34:215–220 "
        "(regression to the mean).",
    ),
    Method(
        "pre-trend",
        "Did it drift before?",
        "The same comparison one step earlier, when nothing had been done. It informs and binds "
        "nothing, since judging only what passes it biases what is left.",
        "base against the same number of months just before it",
        "Roth 2022, American Economic Review: Insights 4:305–322.",
    ),
)


def verdict_rule(level: float, headline: str) -> Method:
    """The rule by which claims are judged, with the study's level and deciding method."""
    error = share(1 - level)
    return Method(
        "verdict",
        "How a claim is judged",
        "A claim is a range of one number. If every value that fits the data lies in that range, "
        "the claim is supported; if none does, it is contradicted; otherwise it is undecided. "
        f"The values that fit are those not rejected at {error} on either side by the deciding "
        f"method ({headline}). A check that binds can only turn an answer into undecided, never "
        "into its opposite. The rule knows nothing of who made the claim.",
        f"range that decides: level 2 × {level:g} − 1 = {2 * level - 1:.3g}",
        "Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657–680 (two "
        "one-sided tests).",
    )
