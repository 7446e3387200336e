"""Terms of a factorial design add up, and a module that does nothing adds nothing."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from waterbed.cli import main
from waterbed.model.errors import InputError
from waterbed.simulate.market.effects import effects_of, plan_of
from waterbed.simulate.market.factorial import ADDED, factorial, subsets, terms
from waterbed.simulate.market.modules import MODULES
from waterbed.simulate.market.parameters import defaults
from waterbed.simulate.market.table import PARAMETERS


def test_terms_add_up_to_what_all_modules_do():
    plan = plan_of("patrol", "fines for buyers", "support")
    values = defaults(PARAMETERS)
    found = factorial(values, plan, seeds=(1,))
    assert [term.modules for term in found] == subsets(tuple(plan.doses))
    whole = effects_of(values, plan, seed=1)
    for name in ADDED:
        assert sum(term.effects[name] for term in found) == pytest.approx(whole[name], abs=1e-9)
    alone = effects_of(values, plan_of("patrol"), seed=1)
    assert found[0].effects["street"] == pytest.approx(alone["street"])
    assert all(np.isnan(value) for value in found[0].errors.values())


def test_a_module_without_any_force_adds_nothing():
    values = defaults(PARAMETERS, {"message_less": 0.0, "message_nerves": 0.0})
    found = factorial(values, plan_of("patrol", "messages"), seeds=(1, 2))
    for term in found[1:]:
        assert set(term.effects.values()) == {0.0} and set(term.errors.values()) == {0.0}
    assert found[0].effects["street"] < 0


def test_an_interaction_is_what_is_beyond_the_sum():
    sets = subsets(("a", "b"))
    effects = np.array([[[1.0], [2.0], [5.0]], [[1.0], [2.0], [3.0]]]).repeat(len(ADDED), axis=2)
    a, b, both = terms(sets, effects)
    assert (a.effects["street"], b.effects["street"]) == (1, 2)
    assert both.effects["street"] == 1 and both.errors["street"] == pytest.approx(1)


def test_too_many_modules_are_refused():
    with pytest.raises(InputError, match="at most 6 modules"):
        factorial(defaults(PARAMETERS), plan_of(*MODULES))


def test_the_command_prints_it_and_sweeps(tmp_path):
    asked = ["sweep", str(ROOT / "examples" / "market" / "scenario.toml")]
    said = CliRunner().invoke(main, [*asked, "--method", "factorial", "--size", "2"])
    assert said.exit_code == 0, said.output
    assert "patrol and" in said.output and "By construction" in said.output
    pytest.importorskip("SALib")
    names = ["--parameter", "nerves", "--parameter", "rush"]
    said = CliRunner().invoke(main, [*asked, "--size", "2", *names, "--out", str(tmp_path / "s")])
    assert said.exit_code == 0, said.output
    assert (tmp_path / "s" / "indices.json").exists()
    said = CliRunner().invoke(main, [*asked, "--parameter", "nervs"])
    assert said.exit_code == 2 and "Did you mean 'nerves'?" in said.output
