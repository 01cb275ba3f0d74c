"""The derivative of every rule: rules run on numbers with tangents, against differences of the rules themselves."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform.rules.registry import Rule, find_rule
from tests.rules.direct import (
    Call,
    call_at,
    dots_by_name,
    inputs_of,
    leaves,
    mapped,
    random_like,
    result_for,
    size,
    tangent_of,
)
from tests.rules.dual import Opaque, joined, part, runtime_sees_duals
from tests.rules.sample import Sample
from tests.rules.tables import SAMPLES, in_turn, name_of

STEP = 2e-3


def in_double(primitive: Callable[..., Any], sample: Sample) -> bool:
    """Whether all numbers are finite and in double precision, and nothing of them is an empty array."""
    found = leaves([*sample.args, *sample.kwargs.values(), call_at(primitive, sample).out])
    return all(
        np.size(x) and np.all(np.isfinite(x)) and np.asarray(x).dtype in (np.float64, np.complex128) for x in found
    )


def with_arguments(sample: Sample, changed: dict[int | str, Any]) -> Sample:
    """The sample with its active arguments replaced."""
    args = tuple(changed.get(k, x) for k, x in enumerate(sample.args))
    return Sample(args, {name: changed.get(name, x) for name, x in sample.kwargs.items()}, tuple(changed))


def rule_results(function: Callable[..., Any], call: Call, given: dict[str, Any]) -> list[Any]:
    """What a rule's function returns for the active arguments."""
    returned = function(*call.sample.args, **call.sample.kwargs, **inputs_of(function, {"out": call.out, **given}))
    return [result_for(key, function, call, returned) for key in call.active]


def moved(call: Call, tangents: dict[int | str, Any], h: float) -> Call:
    """The call a step further."""
    changed = {
        key: mapped(lambda x, v: x + h * v, copy.deepcopy(call.argument(key)), tangent)
        for key, tangent in tangents.items()
    }
    return call_at(call.primitive, with_arguments(call.sample, changed))


def numerical_change(
    function: Any, call: Call, tangents: dict[int | str, Any], given: Any, given_dot: Any
) -> list[Any]:
    """Central differences of the rule's results, extrapolated once."""

    def results_at(h: float) -> list[Any]:
        inputs = {name: mapped(lambda x, v: x + h * v, x, given_dot[name]) for name, x in given.items()}
        return [np.asarray(x) for x in leaves(rule_results(function, moved(call, tangents, h), inputs))]

    def difference(h: float) -> list[Any]:
        return [(a - b) / (2 * h) for a, b in zip(results_at(h), results_at(-h), strict=True)]

    return [(4 * b - a) / 3 for a, b in zip(difference(STEP), difference(STEP / 2), strict=True)]


def exact_change(
    rule: Rule, function: Any, call: Call, tangents: dict[int | str, Any], given: Any, given_dot: Any
) -> list[Any]:
    """The same by running the rule on duals."""
    duals = {key: joined(call.argument(key), tangent) for key, tangent in tangents.items()}
    out = joined(call.out, tangent_of(rule, call, tangents))
    inputs = {name: joined(x, given_dot[name]) for name, x in given.items()}
    dual_call = Call(call.primitive, with_arguments(call.sample, duals), out)
    with runtime_sees_duals():
        results = rule_results(function, dual_call, inputs)
    found: list[Any] = []
    for plain, x in zip(rule_results(function, call, given), results, strict=True):
        mapped(lambda _, dot: found.append(np.asarray(dot)), plain, part(x, "tangent"))
    return found


def check_second_order(rule: Rule, function: Callable[..., Any], sample: Sample) -> None:
    """Raise unless the derivative of a rule, made by the rules of what it calls, is that of its results."""
    call = call_at(rule.primitive, sample)
    rng = np.random.default_rng(3)
    tangents = {key: random_like(rng, call.argument(key)) for key in call.active}
    given: dict[str, Any] = {"out_bar": random_like(rng, call.out)}
    if function is rule.tangent:
        given = dots_by_name(function, call, tangents)
    given_dot = {name: random_like(rng, x) for name, x in given.items()}
    exact = exact_change(rule, function, call, tangents, given, given_dot)
    numerical = numerical_change(function, call, tangents, given, given_dot)
    for got, want in zip(exact, numerical, strict=True):
        assert np.shape(got) == np.shape(want)
        assert size([got - want]) <= 1e-5 * size([want]) + 1e-7, f"the rules give {got}, it should be {want}"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("primitive", in_turn(SAMPLES))
def test_rule_can_be_differentiated_again(primitive: Callable[..., Any]) -> None:
    rule = find_rule(primitive)
    assert rule is not None
    for number, sample in enumerate(sample for sample in SAMPLES[primitive] if in_double(primitive, sample)):
        for function in filter(None, (rule.partials, rule.adjoint, rule.tangent)):
            try:
                check_second_order(rule, function, sample)
            except (Opaque, ZeroDivisionError):
                continue  # not to be seen through; or Python's floats, in a part that nobody asks for
            except Exception as error:
                arguments = ", ".join([*map(repr, sample.args), *(f"{k}={v!r}" for k, v in sample.kwargs.items())])
                name = f"{name_of(primitive)}, {function.__name__}, sample {number}, ({arguments})"
                raise AssertionError(f"{name}: {type(error).__name__}: {error}") from error
