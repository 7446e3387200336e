"""The laws against scipy.stats, which has them by other ways."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from waterbed.model.laws import below, binomial_p, quantile, share_interval, two_sided


@pytest.mark.parametrize("df", [None, 1, 3, 29, 400])
def test_normal_and_student(df: int | None) -> None:
    law = stats.norm if df is None else stats.t(df)
    x, p = np.linspace(-8, 8, 65), np.array([1e-6, 0.025, 0.3, 0.5, 0.8, 0.95, 0.9999])
    assert below(x, df) == pytest.approx(law.cdf(x), rel=1e-11)
    assert below(-x, df) == pytest.approx(law.sf(x), rel=1e-11)
    assert quantile(p, df) == pytest.approx(law.ppf(p), rel=1e-9, abs=1e-12)
    assert two_sided(0.9, df) == pytest.approx(law.ppf(0.95), rel=1e-11)


@pytest.mark.parametrize("of", [1, 2, 7, 60, 3000, 40_000])
@pytest.mark.parametrize("share", [0.5, 1 / 3, 0.08])
def test_binomial(of: int, share: float) -> None:
    spread = np.sqrt(of * share * (1 - share))
    counts = of * share + spread * np.array([-60, -4, -2, -0.7, 0, 0.3, 1, 2.5, 5, 60])
    for count in {0, of, *np.clip(counts.round().astype(int), 0, of).tolist()}:
        exact = stats.binomtest(count, of, share)
        assert binomial_p(count, of, share) == pytest.approx(exact.pvalue, rel=1e-8, abs=1e-300)
        ends = exact.proportion_ci(0.95, "exact")
        assert share_interval(count, of, 0.95) == pytest.approx((ends.low, ends.high), rel=1e-9)
