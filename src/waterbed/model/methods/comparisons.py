"""Methods that set observed counts against expected ones."""

from __future__ import annotations

from waterbed.model.methods.row import EACH_WAVE, EVERY_RUN, ON_REQUEST, RATES, WEIGHTED, Method

ROWS = (
    Method(
        "recorded",
        "recorded change",
        text=(
            "The count after against the count before, in the place and months named. It has no "
            "range: both counts are what was recorded."
        ),
        formula="change = after ÷ before − 1",
    ),
    Method(
        "readings",
        "all ways of choosing the months",
        text=(
            "A recorded change depends on the months compared. The study file declares a grid of "
            "starts, lengths and bases beforehand, and the claim is read on every one of them."
        ),
        formula="share of readings whose change is at least the one claimed",
        source="Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4:1208–1214.",
    ),
    Method(
        "before-after",
        "before and after",
        text=(
            "The count after less the count before, scaled to the same number of months. It "
            "takes every other change for the effect, and decides nothing here."
        ),
        formula="effect = y − b × (months after ÷ months before)",
        source="Clopper and Pearson 1934, Biometrika 26:404–413 (range of the ratio).",
        assumptions=("no-other-change", "poisson", "base-usual", "same-recording"),
        basis="the count before",
    ),
    Method(
        "forecast",
        "forecast from the past",
        text=(
            "What places with this past were followed by elsewhere: the count after is predicted "
            "from the place's last twelve months and its mean year before those, by a regression "
            "over the comparison areas. A place that had just peaked is predicted to fall, and "
            "only what goes beyond that counts. Where its last three months stood out, and the way "
            "in which it is said to have been chosen does not allow for that, they are in the "
            "regression too. The same is done for every placebo place and earlier year."
        ),
        formula=(
            "log μ = a + b log(mean year) + c log(last year);  t = (y − μ) ÷ √(φ μ + α μ²);  p = "
            "(1 + k) ÷ (1 + n)"
        ),
        source=(
            "Hauer 1997, Observational Before-After Studies in Road Safety; Persaud and Lyon "
            "2007, Accident Analysis and Prevention 39:546–555."
        ),
        fitted=EVERY_RUN,
        holds=None,
        takes_base=False,
        assumptions=("history", "exchangeable", "no-spill", "same-recording"),
        basis="its own past and that of the comparison areas",
    ),
    Method(
        "difference",
        "difference against comparison areas",
        text=(
            "The count after less the count before multiplied by the change in the comparison "
            "areas. The same is computed for every placebo place, and the range holds the "
            "effects that would not make this place stand out among them."
        ),
        formula="effect = y − r b;  t = (y − r b) ÷ √(φ r b (1 + r));  p = (1 + k) ÷ (1 + n)",
        source=(
            "Abadie, Diamond and Hainmueller 2010, JASA 105:493–505; Phipson and Smyth 2010, "
            "Statistical Applications in Genetics and Molecular Biology 9:39."
        ),
        fitted=EVERY_RUN,
        holds=frozenset({"random"}),
        fails="where a place was not chosen by lot it finds too many effects that are none",
        assumptions=("parallel", "exchangeable", "no-spill", "base-usual", "same-recording"),
    ),
    Method(
        "bounds",
        "bounds, without a test",
        text=(
            "Where too few places or years are left for a test, the count before is multiplied "
            "by the smallest and by the largest change that such places had in the same months, "
            "and that the place had itself in earlier years. It carries no verdict."
        ),
        formula="y − b × largest growth ≤ effect ≤ y − b × smallest growth",
        assumptions=("between-extremes", "no-spill", "same-recording"),
    ),
    Method(
        "pooled-bounds",
        "waves added up, by bounds",
        text=(
            "The differences of the waves are added up, and so are the ends of their ranges. "
            "Each wave’s range is taken at a level at which the ranges of all K waves hold at "
            "once, whatever the waves have in common (Bonferroni). Ratios are averaged by what "
            "was expected of each wave. Beside it, for information, the range that there would "
            "be if the waves erred independently, from one placebo drawn for each."
        ),
        formula=(
            "Σ low of wave k at 1 − (1 − level) ÷ K ≤ Σ effect ≤ Σ high of wave k;  if "
            "independent: t = Σ effect ÷ √Σ variance"
        ),
        source="Dunn 1961, JASA 56:52–64.",
        basis=EACH_WAVE,
    ),
    Method(
        "pooled-independent",
        "waves added up, if they err independently",
        basis=EACH_WAVE,
        told_in="pooled-bounds",
    ),
    Method(
        "uniform",
        "difference in differences over all earlier years",
        text=(
            "Every comparison area counts the same, and the mean difference of all whole years "
            "before is taken off. What is left is ranked among the same for every placebo place."
        ),
        formula="effect = y − w Σ yᵢ − (mean before − w Σ mean before)",
        source="Abadie, Diamond and Hainmueller 2010, JASA 105:493–505 (placebos).",
        fitted=ON_REQUEST,
        assumptions=WEIGHTED,
        scales=RATES,
        weighs=True,
    ),
    Method(
        "calibrated",
        "calibrated synthetic control",
        text=(
            "Weights on the comparison areas, none negative and as near to equal as can be, that "
            "give exactly the yearly counts of the target before. Where there are none, no "
            "estimate."
        ),
        formula="minimise Σ (wᵢ − d)² ÷ d with Σ wᵢ xᵢ = x,  wᵢ ≥ 0;  effect = y − Σ wᵢ yᵢ",
        source="Robbins, Saunders and Kilmer 2017, JASA 112:109–126.",
        fitted=ON_REQUEST,
        assumptions=WEIGHTED,
        scales=RATES,
        weighs=True,
    ),
    Method(
        "raking",
        "raked synthetic control",
        text="As the calibrated one, with weights that multiply up and so are never nought.",
        formula="wᵢ = d exp(xᵢ′η) with Σ wᵢ xᵢ = x;  effect = y − Σ wᵢ yᵢ",
        source="Deville and Särndal 1992, JASA 87:376–382.",
        fitted=ON_REQUEST,
        assumptions=WEIGHTED,
        scales=RATES,
        weighs=True,
    ),
    Method(
        "simplex",
        "synthetic control",
        text=(
            "Weights on the comparison areas, none negative and one in all, that come nearest to "
            "the yearly counts of the target before."
        ),
        formula="minimise |x − Σ wᵢ xᵢ|² with Σ wᵢ = 1,  wᵢ ≥ 0;  effect = y − Σ wᵢ yᵢ",
        source="Abadie, Diamond and Hainmueller 2010, JASA 105:493–505.",
        fitted=ON_REQUEST,
        assumptions=WEIGHTED,
        scales=RATES,
        weighs=True,
    ),
    Method(
        "simplex-intercept",
        "synthetic control with an intercept",
        text=(
            "The synthetic control of each area's departures from its own mean before; the "
            "difference in means is kept."
        ),
        formula="effect = y − Σ wᵢ yᵢ − (mean before − Σ wᵢ mean before)",
        source="Ferman and Pinto 2021, Quantitative Economics 12:1197–1221.",
        fitted=ON_REQUEST,
        assumptions=WEIGHTED,
        scales=RATES,
        weighs=True,
    ),
    Method(
        "ridge",
        "ridge-augmented synthetic control",
        text=(
            "The synthetic control, corrected by a ridge regression for what it misses of the "
            "years before; weights may be negative."
        ),
        formula="w = w₀ + (x − X′w₀)′ (X′X + λ)⁻¹ X′;  effect = y − Σ wᵢ yᵢ",
        source="Ben-Michael, Feller and Rothstein 2021, JASA 116:1789–1803.",
        fitted=ON_REQUEST,
        assumptions=WEIGHTED,
        scales=RATES,
        weighs=True,
    ),
    Method(
        "sdid",
        "synthetic difference in differences",
        text=(
            "Weights on the comparison areas and on the months before, so that the difference in "
            "differences is taken among areas and months like those it is about."
        ),
        formula="effect = (y − Σ wᵢ yᵢ) − Σ λₜ (yₜ − Σ wᵢ yᵢₜ)",
        source="Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021, AER 111:4088–4118.",
        fitted=ON_REQUEST,
        assumptions=WEIGHTED,
        scales=RATES,
        weighs=True,
    ),
    Method(
        "proportional",
        "change in proportion to the control",
        text=(
            "The growth of the place over the growth of its control. The size of the control does "
            "not matter. The variance on the log scale is that of Poisson counts, times the "
            "dispersion."
        ),
        formula="effect = (y ÷ b) ÷ (Y ÷ B) − 1;  variance of its log = φ (1/y + 1/b + 1/Y + 1/B)",
        source="Wilson 2021, Journal of Quantitative Criminology (relative incident rate ratio).",
    ),
    Method(
        "wdd",
        "weighted displacement difference",
        text=(
            "The change in the target less that in its control, plus the change in the zone less "
            "that in its control. Negative means fewer incidents in all."
        ),
        formula=(
            "WDD = (T₁ − T₀) − (C₁ − C₀) + (D₁ − D₀) − (E₁ − E₀);  variance = sum of the eight "
            "counts"
        ),
        source="Wheeler and Ratcliffe 2018, Crime Science 7:11.",
    ),
    Method(
        "wdd-dispersion",
        "the same, allowing for counts that vary more than chance",
        told_in="wdd",
    ),
    Method(
        "wdq",
        "weighted displacement quotient",
        told_in="wdd",
    ),
)
