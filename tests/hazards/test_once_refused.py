"""Reasonable programs that were refused once, and how what is still refused is said."""

from __future__ import annotations

import functools
import pickle
from typing import Any

import numpy as np
import pytest

from srcxform import SrcxformError, check_grads, elementwise, from_source, grad, jvp, stop_gradient, value_and_grad
from tests.hazards.outcome import RIGHT, outcome
from tests.programs.program import Program

X = np.array([1.0, 2.0, 3.0])


def copied_unless_none(x):
    p = None
    for _ in range(3):
        if p is not None:
            p = p.copy() * x
        else:
            p = x * 2
    return p


def turned_unless_none(x):
    p = None
    for _ in range(3):
        p = p.T * x if p is not None else x * 2
    return p


def best_so_far(x):
    best = None
    for k in range(3):
        new = x * k
        if best is None or new.sum() > best.sum():
            best = new
    return best


def place_in_the_one_before(x):
    prev, total = None, 0.0
    for k in range(3):
        if prev is not None:
            total = total + prev.argmax() * x[0]
        prev = x * k
    return total


def until_large(x):
    u = None
    while u is None or u.max() < 9:
        u = x if u is None else u * x * 1.5
    return u


class Memory:
    def __init__(self):
        self.prev = None

    def step(self, x):
        self.prev = x * 2 if self.prev is None else self.prev.copy() * x
        return self.prev


def of_an_object(x):
    memory, total = Memory(), 0.0
    for _ in range(3):
        total = total + memory.step(x)
    return total


def list_of_a_number_and_an_array(x):
    s = [1.0, x * 3]
    s[1] += x
    s[0] += 0.1
    return s[0] * s[1]


ACCEPTED = [
    copied_unless_none,
    turned_unless_none,
    best_so_far,
    place_in_the_one_before,
    until_large,
    of_an_object,
    list_of_a_number_and_an_array,
]


@pytest.mark.parametrize("function", ACCEPTED, ids=lambda function: function.__name__)
def test_gradient_is_right(function: Any) -> None:
    check_grads(function, X)


def passed_on(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@passed_on
def scaled(x, y=2.0, *, k=3.0):
    return x * y * k


class Scaling:
    @passed_on
    def scaled(self, x, y=3.0):
        return x * y


def test_a_decorated_function_has_the_parameters_of_what_is_wrapped() -> None:
    assert grad(scaled)(2.0) == 6.0
    assert grad(scaled, "y")(2.0, 5.0, k=7.0) == 14.0
    assert value_and_grad(scaled)(2.0) == (12.0, 6.0)
    assert jvp(scaled, (2.0,), (1.0,)) == (12.0, 6.0)
    assert grad(Scaling().scaled)(2.0) == 3.0
    assert pickle.loads(pickle.dumps(grad(scaled)))(2.0) == 6.0


class Pair:
    def __init__(self, a, n):
        self.a, self.n = a, n


def constant_object(x):
    pair = Pair(x * x, 3)
    constant = stop_gradient(pair)
    pair.a = pair.a * 2
    return x * constant.a + pair.a


def constant_dict(x):
    d = {"a": x, "b": [x, {"c": x * x}]}
    constant = stop_gradient(d)
    d["b"][1]["c"] = 0.0
    return x * constant["b"][1]["c"]


def test_dicts_and_objects_are_constants() -> None:
    assert (constant_object(3.0), grad(constant_object)(3.0)) == (45.0, 21.0)
    assert (constant_dict(3.0), grad(constant_dict)(3.0)) == (27.0, 9.0)


def test_machine_code_calls_a_function_with_a_rule() -> None:
    pytest.importorskip("numba")

    def cube(x):
        return x * x * x

    elementwise(cube)(lambda x: 3 * x * x)
    assert grad(lambda x: cube(x) * 2, backend="numba")(3.0) == 54.0
    assert np.allclose(grad(lambda x: np.sum(cube(x)), backend="numba")(X), 3 * X * X)


def grown_by_kron(x):
    u = 1.0
    for angle in x:
        u = np.kron(u, np.array([np.cos(angle), np.sin(angle)]))
    return u


def test_kron_of_a_number_of_axes_that_only_the_run_knows() -> None:
    assert outcome(grown_by_kron, Program(grown_by_kron, (X,))) == RIGHT


def test_a_function_that_numba_compiled_is_refused_with_advice() -> None:
    numba = pytest.importorskip("numba")
    square = numba.njit(lambda x: x * x)
    with pytest.raises(SrcxformError, match=r"call its `\.py_func`"):
        grad(lambda x: square(x))(2.0)


def test_text_may_define_a_decorated_function() -> None:
    text = "from srcxform import differentiable\n\n@differentiable\ndef f(x):\n    return x * x\n"
    assert grad(from_source(text, "f"))(3.0) == 6.0


def test_a_number_made_an_integer_is_a_step() -> None:
    assert grad(lambda x: x * int(x))(2.5) == 2.0
