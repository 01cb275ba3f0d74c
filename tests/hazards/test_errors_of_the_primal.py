"""What the primal raises, the gradient and the tangent raise, also where they do not need what failed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import SrcxformError, grad, jvp, value_and_grad

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
]


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
