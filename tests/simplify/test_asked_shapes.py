"""Shapes asked of operands, so that what has them need not be computed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcxform
from tests.hazards.outcome import assert_right
from tests.programs.program import Program, numbers

X, W = numbers(6, seed=1), numbers(3, seed=2)


def stages(x: Any, w: Any) -> Any:
    """Linear in `x`: the reverse sweep reads nothing that is in `y`, but the shapes of what is stored into it."""
    y, n = x, x.size
    for k in range(3):
        y = y.reshape(2, n // 2)
        new = np.empty((n // 2, 2))
        new[:, 0] = y[0] + y[1]
        new[:, 1] = np.arange(n // 2) * (y[0] - y[1])
        y = new.reshape(n)
    return y


def stages_of_both(x: Any, w: Any) -> Any:
    y, n = x, x.size
    for k in range(2):
        y = y.reshape(2, n // 2)
        new = np.empty((n // 2, 2))
        new[:, 0] = w * (y[0] + y[1])
        new[:, 1] = w[k] * y[0] * y[1]
        y = new.reshape(n)
    return y


def one_row_for_all(x: Any, w: Any) -> Any:
    """What is stored is broadcast: its shape is not that of the place."""
    y = x
    for _ in range(2):
        new = np.empty((3, 6))
        new[:, :] = (w[:1] + y[np.newaxis, :]) * 2.0
        y = new[1] * 0.5
    return y


@pytest.mark.parametrize("function", [stages, stages_of_both, one_row_for_all])
def test_gradient_is_right(function: Callable[..., Any]) -> None:
    assert_right(function, Program(function, (X, W)))
    head = numbers(6, seed=3)
    expected = srcxform.value_and_grad(function, (0, 1))(X, W, head=head)[1]
    for one, other in zip(srcxform.grad(function, (0, 1))(X, W, head=head), expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("function", [stages, one_row_for_all])
def test_machine_code_is_the_same(function: Callable[..., Any]) -> None:
    pytest.importorskip("numba")
    head = numbers(6, seed=3)
    expected, found = (srcxform.grad(function, backend=b)(X, W, head=head) for b in ("numpy", "numba"))
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-14)


def test_nothing_is_computed_for_its_shape() -> None:
    gradient = srcxform.grad(stages)
    gradient(X, W)
    code = re.sub("#.*", "", gradient.source)
    assert "y[0] + y[1]" not in code
    assert "new[:, 0] =" not in code


def linear_in_a_product(x: Any, w: Any) -> Any:
    a = np.outer(w, x)
    return np.sum(a @ x) + np.mean(a @ a.T) + np.sum(w @ a)


def chosen_of_a_product(x: Any, w: Any) -> Any:
    a = np.outer(x, w)
    return np.sum(np.where(a @ w > 0.5, 1.0, 0.3) + a @ w)


def one_picked_in_each_row(x: Any, w: Any) -> Any:
    a = np.outer(x, w)
    places = np.array([0, 2, 1, 1, 0, 2])
    return np.mean((a * a)[np.arange(6), places])


@pytest.mark.parametrize("function", [linear_in_a_product, chosen_of_a_product, one_picked_in_each_row])
def test_shapes_of_products(function: Callable[..., Any]) -> None:
    assert_right(function, Program(function, (X, W)))


def test_a_product_is_not_made_for_its_shape() -> None:
    def products(a: Any, b: Any, x: Any) -> Any:
        return np.sum(a @ x) + np.mean(b @ a)

    a, b = numbers(3, 6, seed=4), numbers(2, 3, seed=5)
    gradient = srcxform.grad(products, (0, 1, 2))
    assert_right(products, Program(products, (a, b, X), wrt=(0, 1, 2)))
    gradient(a, b, X)
    assert not re.search(r"^(?! *#).*(a @ x|b @ a)", gradient.source, re.MULTILINE), gradient.source


def test_what_is_empty_has_shapes_too() -> None:
    def total(a: Any, x: Any) -> Any:
        return np.sum(a @ x)

    first, second = srcxform.grad(total, (0, 1))(np.zeros((0, 3)), np.ones(3))
    assert first.shape == (0, 3)
    np.testing.assert_array_equal(second, np.zeros(3))
