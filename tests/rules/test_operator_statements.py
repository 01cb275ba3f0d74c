"""Functions of `operator` that stand for statements, items, attributes and calls."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import check_grads, value_and_grad

RUNNING = operator.methodcaller("cumsum", 0)
TOTAL = operator.methodcaller("sum", axis=0)
IN_PLACE = [
    operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ipow, operator.imod, operator.ifloordiv,
]  # fmt: skip
X = np.array([1.5, 2.5])


@pytest.mark.parametrize("function", IN_PLACE)
def test_in_place(function: Callable[..., Any]) -> None:
    def array(x: Any) -> Any:
        y = x * x
        z = y
        function(y, 2.0 * x)
        return z * x

    def number(x: Any) -> Any:
        y = x[0] * 3.0
        y = function(y, x[1])
        return y * y

    check_grads(array, X)
    check_grads(number, X)


def matrix_product(x: Any) -> Any:
    y = np.outer(x, x)
    y = operator.imatmul(y, np.outer(x, x))
    return y


def bits(x: Any) -> Any:
    k = operator.ixor(operator.ilshift(operator.iand(7, 3), 2), operator.irshift(operator.ior(8, 1), 1))
    return k * x * x


def lists(x: Any) -> Any:
    parts = operator.concat([x[0]], [x[1] * x[0]])
    same = operator.iconcat(parts, [3.0 * x[1]])
    operator.setitem(parts, 0, x[1])
    operator.delitem(parts, 1)
    return same[0] * same[1] * len(same)


def slices(x: Any) -> Any:
    y = x * x
    operator.setitem(y, slice(0, 1), 3.0 * x[1:])
    return y * operator.getitem(x, slice(0, 1))


def mapped(x: Any) -> Any:
    return sum(map(operator.getitem, [x * x, x], [0, 1]))


def called(x: Any) -> Any:
    return operator.call(np.sum, x * x, axis=0) * operator.call(operator.itemgetter(1), x)


def methods(x: Any) -> Any:
    return RUNNING(x * x) * TOTAL(x) + operator.methodcaller("sum")(x)


def steps(x: Any) -> Any:
    return x * operator.countOf([1, 2, 1], 1) * operator.length_hint([1, 2]) + operator.indexOf(x, x[1]) * x


@pytest.mark.parametrize("f", [matrix_product, bits, lists, slices, mapped, called, methods, steps])
def test_value_and_derivatives(f: Callable[..., Any]) -> None:
    value, _ = value_and_grad(f)(X)
    np.testing.assert_allclose(value, f(X))
    check_grads(f, X)
