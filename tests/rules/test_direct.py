"""Every rule at every sample, both modes, against numerical derivatives."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import srcxform.rules.library  # noqa: F401  (registers the rules)
from srcxform import runtime
from srcxform.rules.registry import Rule, find_rule, registered
from tests.rules.direct import WrongRule, adjoint_of, call_at, check_rule
from tests.rules.sample import Sample, values
from tests.rules.tables import SAMPLES, in_turn, name_of


def rule_module(rule: Rule) -> str:
    """The module in which a rule is written."""
    return str(getattr(rule.partials or rule.adjoint or rule.tangent, "__module__", ""))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("primitive", in_turn(SAMPLES))
def test_rule_agrees_with_numerical_derivatives(primitive: Callable[..., Any]) -> None:
    for number, sample in enumerate(SAMPLES[primitive]):
        try:
            check_rule(primitive, sample)
        except Exception as error:
            arguments = ", ".join([*map(repr, sample.args), *(f"{k}={v!r}" for k, v in sample.kwargs.items())])
            raise AssertionError(f"{name_of(primitive)}, sample {number}, ({arguments}): {error}") from error


FORMAL = {runtime.with_limit}
"""Helpers whose derivative is not that of their values; the integrals that use them are tested."""


def test_every_rule_has_a_sample() -> None:
    bare = [
        name_of(rule.primitive)
        for rule in registered()
        if rule.kind != "nondifferentiable"
        and rule_module(rule).startswith("srcxform.rules.")
        and rule.primitive not in SAMPLES
        and rule.primitive not in FORMAL
    ]
    assert not bare, f"rules without a sample: {bare}"


def test_every_sample_has_a_rule() -> None:
    found = {primitive: find_rule(primitive) for primitive in SAMPLES}
    assert not [name_of(p) for p, rule in found.items() if rule is None or rule.kind == "nondifferentiable"]


def test_general_rules_have_both_modes() -> None:
    halves = [rule for rule in registered() if rule.kind == "general" and not (rule.adjoint and rule.tangent)]
    assert not [name_of(rule.primitive) for rule in halves]


# The checker itself.


def slightly_wrong(x: Any, *, out: Any) -> Any:
    return 1.001 * (1 - out * out)


def slightly_wrong_sum(a: Any, *, out_bar: Any) -> Any:
    return 1.001 * np.broadcast_to(out_bar, np.shape(a))


def slightly_wrong_abs(x: Any, *, x_dot: Any) -> Any:
    return 1.001 * np.sign(x) * x_dot


def wrong_shape(a: Any, *, out_bar: Any) -> Any:
    return out_bar


def complete_rule(primitive: Callable[..., Any]) -> Rule:
    rule = find_rule(primitive)
    assert rule is not None
    return rule


@pytest.mark.parametrize(
    ("primitive", "wrong", "sample"),
    [
        (np.tanh, {"partials": slightly_wrong}, Sample((values(3),))),
        (np.tanh, {"partials": slightly_wrong}, Sample((values(3, dtype=np.float32),))),
        (np.tanh, {"partials": slightly_wrong}, Sample((values(3, dtype=complex),))),
        (np.tanh, {"partials": slightly_wrong}, Sample((0.3,))),
        (np.sum, {"adjoint": slightly_wrong_sum}, Sample((values(2, 3),))),
        (np.sum, {"adjoint": wrong_shape}, Sample((values(2, 3),))),
        (np.absolute, {"tangent": slightly_wrong_abs}, Sample((values(2, 3),))),
    ],
)
def test_rule_that_is_slightly_wrong_is_caught(primitive: Any, wrong: dict[str, Any], sample: Sample) -> None:
    check_rule(primitive, sample)
    with pytest.raises(WrongRule):
        check_rule(primitive, sample, replace(complete_rule(primitive), **wrong))


# Points where a function is not smooth: the published table.


def gradient(primitive: Callable[..., Any], *args: Any, wrt: int = 0, **kwargs: Any) -> Any:
    """The adjoint of one argument for an adjoint of ones."""
    call = call_at(primitive, Sample(args, kwargs))
    ones = np.ones_like(call.out) if isinstance(call.out, np.ndarray) else type(call.out)(1)
    return adjoint_of(complete_rule(primitive), call, wrt, ones)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("primitive", "args", "expected"),
    [
        (np.absolute, (np.zeros(2),), [0, 0]),
        (abs, (0.0,), 0),
        (abs, (0j,), 0),
        (np.fabs, (np.zeros(1),), [0]),
        (np.sign, (np.array([0.0, 1.0]),), [0, 0]),
        (np.sqrt, (np.zeros(1),), [np.inf]),
        (np.hypot, (0.0, 0.0), 0),
        (math.hypot, (0.0, 0.0), 0),
        (np.std, (np.ones(3),), [0, 0, 0]),
        (np.maximum, (np.array([1.0, 2.0, 3.0]), 2.0), [0, 0.5, 1]),
        (np.minimum, (np.array([1.0, 2.0, 3.0]), 2.0), [1, 0.5, 0]),
        (np.maximum, (-np.inf, -np.inf), 0.5),
        (np.fmax, (2.0, 2.0), 0.5),
        (np.clip, (np.array([0.0, 0.5, 1.0, 2.0]), 0.0, 1.0), [0.5, 1, 0.5, 0]),
        (np.max, (np.array([3.0, 1.0, 3.0]),), [0.5, 0, 0.5]),
        (np.min, (np.array([[1.0, 1.0], [2.0, 3.0]]), 1), [[0.5, 0.5], [1, 0]]),
        (np.median, (np.array([1.0, 2.0, 2.0, 3.0]),), [0, 0.5, 0.5, 0]),
        (max, (2.0, 2.0), 0.5),
        (min, (2.0, 2.0), 0.5),
        (max, (2.0, 2.0, 1.0, 2.0), 1 / 3),
        (max, (np.array([1.0, 2.0, 2.0]),), [0, 0.5, 0.5]),
        (np.power, (0.0, 0.0), 0),
        (np.power, (np.zeros(2), np.array([0, 1])), [0, 1]),
        (math.pow, (0.0, 0.0), 0),
        (np.prod, (np.array([0.0, 2.0, 0.0]),), [0, 0, 0]),
        (np.prod, (np.array([0.0, 2.0, 3.0]),), [6, 0, 0]),
    ],
)
def test_special_point(primitive: Callable[..., Any], args: tuple[Any, ...], expected: Any) -> None:
    np.testing.assert_array_equal(gradient(primitive, *args), expected)


def test_remainder_counts_as_the_primal_rounds() -> None:
    # 1.0 / 0.1 rounds to 10, but 0.1 goes only 9 times into 1.0.
    assert gradient(np.remainder, 1.0, 0.1, wrt=1) == gradient(np.fmod, 1.0, 0.1, wrt=1) == -9


def test_exponent_of_base_zero_is_safe() -> None:
    np.testing.assert_array_equal(gradient(np.power, np.zeros(2), np.array([1.5, 3.0]), wrt=1), [0, 0])
