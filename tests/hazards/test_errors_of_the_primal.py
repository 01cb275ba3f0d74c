"""What the primal raises, the gradient and the tangent raise, also where they do not need what failed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import SrcxformError, from_source, grad, jvp, stop_gradient, value_and_grad
from srcxform.errors import NotDifferentiable

X = np.array([0.5, 1.2, 0.8])


def two_names_for_three(x):
    a, b = x
    return a + b


def four_names_for_three(x):
    a, b, c, _ = x
    return a * b * c


def too_few_for_a_star(x):
    a, *_, b, c, d = x
    return a * b * c * d


def rows_of_another_length(x):
    return sum(a * b for a, b in np.outer(x, x))


def beyond_the_end(x):
    return x[5]


def beyond_the_end_of_a_tuple(x):
    return (x[0], x[1])[2]


def of_different_lengths(x):
    return sum(a * b for a, b in zip(x, [1.0, 2.0], strict=True))


def not_to_be_added(x):
    return np.sum((x + np.ones(4)) ** 2)


def outside_of_the_domain(x):
    return math.sqrt(-x[0])


def a_wrong_assumption(x):
    assert np.all(x < 1), "too large"
    return np.sum(x)


def of_the_user(x):
    if x[1] > 1:
        raise ArithmeticError("too large")
    return np.sum(x)


def a_number_walked_over(x):
    return sum(2 * v for v in x[0])


def a_module_that_is_missing(x):
    import module_that_is_nowhere as m

    return m.sin(x) * x


def a_name_that_is_missing(x):
    from math import sine

    return sine(x)


def a_key_that_is_missing(x):
    return {"a": x}["b"]


def a_key_that_is_missing_on_this_path(x):
    total = np.sum(x)
    if total > 1:
        total += {"a": x}["b"]
    return total


def in_a_helper(x):
    def part(d):
        return d["b"]

    return np.sum(x) + part({"a": 1.0})


def two_names_for_three_items(x):
    a, b = [x[0], x[1], x[2]]
    return a * b


def not_written_yet(x):
    raise NotImplementedError("later")


def largest_of_nothing(x):
    return np.sum(x) * max([])


def list_to_the_power(x):
    return [x[0], x[1]] ** 2


def list_and_number(x):
    return [x[0], x[1]] - 1.0


def list_repeated_by_a_float(x):
    y = [x[0]]
    y += y
    return y * 1.0


def negative_tuple(x):
    return -(x[0], x[1])


def product_with_none(x):
    y = None
    return x * y


def ufunc_of_none(x):
    return np.multiply(x, None)


def place_that_is_a_float(x):
    return np.ones(3)[x[0]]


def too_many_operands(x):
    return np.sin(x, x, x, x)


def an_unknown_name(x):
    return np.sum(x, axes=0)


def call_of_none(x):
    f = None
    return f(x)


def key_of_a_number(x):
    return x[0]["a"]


RAISED: list[tuple[Callable[[Any], Any], type[Exception]]] = [
    (two_names_for_three, ValueError),
    (four_names_for_three, ValueError),
    (too_few_for_a_star, ValueError),
    (rows_of_another_length, ValueError),
    (beyond_the_end, IndexError),
    (beyond_the_end_of_a_tuple, IndexError),
    (of_different_lengths, ValueError),
    (not_to_be_added, ValueError),
    (outside_of_the_domain, ValueError),
    (a_wrong_assumption, AssertionError),
    (of_the_user, ArithmeticError),
    (a_number_walked_over, TypeError),
    (a_module_that_is_missing, ModuleNotFoundError),
    (a_name_that_is_missing, ImportError),
    (a_key_that_is_missing, KeyError),
    (a_key_that_is_missing_on_this_path, KeyError),
    (in_a_helper, KeyError),
    (two_names_for_three_items, ValueError),
    (not_written_yet, NotImplementedError),
    (largest_of_nothing, ValueError),
    (list_to_the_power, TypeError),
    (list_and_number, TypeError),
    (list_repeated_by_a_float, TypeError),
    (negative_tuple, TypeError),
    (product_with_none, TypeError),
    (ufunc_of_none, TypeError),
    (place_that_is_a_float, IndexError),
    (too_many_operands, TypeError),
    (an_unknown_name, TypeError),
    (call_of_none, TypeError),
    (key_of_a_number, IndexError),
]


def test_the_cause_of_an_exception_stays():
    def f(x):
        if x > 1:
            raise ValueError("x") from KeyError("c")
        return x * x

    with pytest.raises(ValueError, match="x") as caught:
        grad(f)(2.0)
    assert repr(caught.value.__cause__) == "KeyError('c')"


def test_a_path_that_returns_none_has_no_gradient():
    def f(x):
        if x > 10:
            return x

    assert grad(f)(11.0) == 1.0
    with pytest.raises(NotDifferentiable, match="returns None on the path that ran"):
        grad(f)(1.5)
    with pytest.raises(NotDifferentiable, match="returns None on the path that ran"):
        jvp(f, (1.5,), (1.0,))


def test_a_global_that_was_deleted_is_named():
    f = from_source("import numpy as np\nscale = np.ones(1)\ndef f(x):\n    return np.sum(x * scale)", "f")
    assert grad(f)(2.0) == 1.0
    del f.primal.__globals__["scale"]
    with pytest.raises(SrcxformError, match="`scale` is not defined"):
        grad(f)(2.0)


def test_a_number_named_in_a_call_of_stop_gradient():
    assert grad(lambda x: x * stop_gradient(x=x))(3.0) == 3.0


FUNCTIONS_AT_THEIR_EDGE = {
    "log": (lambda x: np.log(x), 0.0),
    "log2": (lambda x: np.log2(x), 0.0),
    "log10": (lambda x: np.log10(x), 0.0),
    "log1p": (lambda x: np.log1p(x), -1.0),
    "arctanh": (lambda x: np.arctanh(x), 1.0),
    "power": (lambda x: np.power(x, 0.5), 0.0),
}


@pytest.mark.parametrize("name", FUNCTIONS_AT_THEIR_EDGE)
def test_what_numpy_computes_of_a_float_has_a_slope_as_of_numpys_numbers(name):
    function, edge = FUNCTIONS_AT_THEIR_EDGE[name]
    with np.errstate(all="ignore"):
        assert grad(function)(edge) == np.inf
        assert grad(function)(np.float64(edge)) == np.inf
        assert jvp(function, (edge,), (1.0,))[1] == np.inf


def test_the_angle_of_the_origin_has_no_slope():
    with np.errstate(all="ignore"):
        assert np.isnan(grad(lambda x: np.arctan2(x, x))(0.0))


@pytest.mark.parametrize(("function", "kind"), RAISED, ids=lambda part: part.__name__)
def test_gradient_raises_what_the_primal_raises(function: Callable[[Any], Any], kind: type[Exception]) -> None:
    for call in (function, grad(function), lambda x: jvp(function, (x,), (x,))):
        with pytest.raises(kind):
            call(X.copy())


def pair_or_first(x):
    try:
        a, b = x
    except ValueError:
        a = b = x[0]
    return a * b


def test_the_path_of_a_failed_unpacking() -> None:
    assert np.allclose(grad(pair_or_first)(X), [1.0, 0.0, 0.0])
    assert np.allclose(grad(pair_or_first)(X[:2]), [1.2, 0.5])


class Counter:
    def __init__(self) -> None:
        self.calls, self.level, self.is_fine = 0, 1.0, True

    def raise_level(self, x):
        self.calls += 1
        self.level = self.level * x
        if self.level > 1.0:
            self.is_fine = False
            raise ArithmeticError("too high")
        return self.level


def level_after_a_failure(x):
    counter = Counter()
    try:
        counter.raise_level(x)
    except ArithmeticError:
        pass
    return counter.level


def flag_after_a_failure(x):
    counter = Counter()
    try:
        counter.raise_level(x)
    except ArithmeticError:
        x = 2.0 * x
    return x if counter.is_fine else 3.0 * x


def other_value_after_a_failure(x):
    counter = Counter()
    try:
        y = counter.raise_level(x)
    except ArithmeticError:
        return 5.0 * x
    return y + counter.level


def test_what_a_function_changed_before_it_raised_is_not_read_as_unchanged() -> None:
    assert value_and_grad(level_after_a_failure)(0.5) == (0.5, 1.0)
    with pytest.raises(SrcxformError, match="never assigned `level`"):
        grad(level_after_a_failure)(2.0)
    with pytest.raises(SrcxformError, match="`is_fine` may have been changed by a function that raised"):
        grad(flag_after_a_failure)(0.5)
    assert grad(other_value_after_a_failure)(0.5) == 2.0
    assert grad(other_value_after_a_failure)(2.0) == 5.0


def total_of_logarithms(x):
    total = x[1] - np.inf
    for v in x - np.array([np.inf, 0.0, 0.0]):
        total = np.logaddexp(total, v)
    return total


def test_impossible_events_have_no_share() -> None:
    shares = np.exp(X) * [0, 1, 1] / np.sum(np.exp(X[1:]))
    assert np.allclose(grad(total_of_logarithms)(X), shares)
    assert np.isclose(jvp(total_of_logarithms, (X,), (np.ones(3),))[1], 1.0)
