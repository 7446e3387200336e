"""What peers give for one panel: a stored table for everybody, and the peers themselves if there.

`peers.csv` holds each peer's figure, its version, and how near ours must come.
"""

from __future__ import annotations

import csv
import warnings

import numpy as np
import pytest

from tests.published.peers.peers import CASES, TABLE, THREE, ask, counts, our_weights, size

MODULES = {"diff-diff": "diff_diff"}


def rows():
    with TABLE.open() as file:
        return {row["quantity"]: row for row in csv.DictReader(file)}


def test_the_table_holds_every_case():
    assert list(rows()) == list(CASES)


@pytest.mark.parametrize("name", CASES)
def test_ours_is_what_the_peer_gave(name):
    row, ours = rows()[name], CASES[name][2]
    assert float(row["tolerance"]) == CASES[name][3]
    assert ours() == pytest.approx(float(row["value"]), rel=0, abs=float(row["tolerance"]))


@pytest.mark.parametrize("name", CASES)
def test_the_peer_still_gives_it(name):
    package, peer, _, tolerance = CASES[name]
    pytest.importorskip(MODULES.get(package, package))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = peer()
    assert found == pytest.approx(float(rows()[name]["value"]), rel=0, abs=tolerance)


def test_calibrated_weights_meet_what_the_regression_rests_on():
    """The regression takes the weights as given; these are the moments that they must meet."""
    weights, own = our_weights(), list(THREE)
    lags = counts()[:, :9].reshape(24, 3, 3).sum(axis=2)
    np.testing.assert_allclose(weights @ lags, lags[own].sum(axis=0), atol=1e-5)
    assert weights.sum() == pytest.approx(3) and (weights >= 0).all()
    more = ask("calibrated", THREE, period=9, covariates={"size": size()})
    ids = [int(name[1:]) for name in more.donors]
    assert more.weights @ size()[ids] == pytest.approx(size()[own].sum(), abs=1e-6)
