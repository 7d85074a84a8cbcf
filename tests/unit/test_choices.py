"""The fit of choices and the choosing: what the numbers must do whatever the corpus says."""

from __future__ import annotations

import math

from tools import log_linear
from transforms.events.choice import CLEARLY, Chooser, Option, probabilities

EXAMPLES = [([["none"], ["near", "city"]], frozenset([1]))] * 6 + [
    ([["none"], ["far", "city"]], frozenset([0]))
] * 6


def test_the_fit_finds_what_decides() -> None:
    weights = log_linear.fit(EXAMPLES, ridge=0.1, least_count=1)
    assert weights["near"] > 1.0 > 0.0 > weights["far"]
    assert probabilities(weights, [["none"], ["near", "city"]])[1] > 0.9


def test_the_fit_stands_at_the_optimum() -> None:
    """At the optimum the penalty balances what the model expects too much: ridge * w = sum of (right - chance)."""
    ridge = 2.0
    weights = log_linear.fit(EXAMPLES, ridge, least_count=1)
    chance = probabilities(weights, [["none"], ["near", "city"]])[1]
    assert math.isclose(ridge * weights["near"], 6 * (1.0 - chance), abs_tol=0.01)


def test_rare_features_are_left_out_and_a_prior_pulls() -> None:
    assert "near" not in log_linear.fit(EXAMPLES, 1.0, least_count=7)
    pulled = log_linear.fit(EXAMPLES, 1000.0, least_count=1, prior={"far": 2.0})
    assert abs(pulled["far"] - 2.0) < 0.1


def test_probabilities_do_not_overflow() -> None:
    chances = probabilities({"a": 5000.0, "b": -5000.0}, [["a"], ["b"]])
    assert chances == [1.0, 0.0]


def test_what_the_rules_say_stands_unless_another_is_clearly_likelier() -> None:
    first, other = Option("Rome", ("none",)), Option("Bern", ("near",))
    hardly, clearly = math.log(CLEARLY) - 0.1, math.log(CLEARLY) + 0.1
    assert Chooser({"near": hardly}).choose([first, other]) is first
    assert Chooser({"near": clearly}).choose([first, other]) is other


def test_where_the_rules_say_nothing_the_likeliest_stands() -> None:
    nothing, other = Option(None, ("none",)), Option("Bern", ("near",))
    assert Chooser({"near": 0.1}).choose([nothing, other]) is other
    assert Chooser({"near": -0.1}).choose([nothing, other]) is nothing
    assert Chooser({}).choose([nothing, other]) is nothing
