"""Slopes of `logaddexp` without the logarithm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

numba = pytest.importorskip("numba")

import srcxform  # noqa: E402

X = np.array([-800.0, -30.0, -1.0, 0.0, 2.0, 40.0, 900.0, np.inf])
Y = np.array([3.0, -2.0, 0.5, 0.0, -700.0, 900.0, 1.0, 0.0])


def both(x: Any, y: Any) -> Any:
    return np.mean(np.logaddexp(x, y))


def softplus(x: Any, y: Any) -> Any:
    return np.sum(y * np.logaddexp(0.0, -x))


def of_itself(x: Any, y: Any) -> Any:
    return np.sum(np.logaddexp(x, x) * y)


def rows(x: Any, y: Any) -> Any:
    return np.mean(np.sum(np.logaddexp(x[:, np.newaxis], y), axis=1))


def read_too(x: Any, y: Any) -> Any:
    return np.sum(np.logaddexp(x, y) ** 2)


def written(x: Any, y: Any) -> Any:
    t = np.logaddexp(x, y)
    total = np.sum(t)
    x[2:5] = 7.0
    return total + np.sum(x[1:4])


@pytest.mark.parametrize("function", [both, softplus, of_itself, read_too, written])
def test_machine_code_has_the_same_slopes(function: Callable[..., Any]) -> None:
    x, y = (X, Y) if function is softplus else (X[:-1], Y[:-1])  # between infinities NumPy has nan
    with np.errstate(all="ignore"):
        expected = srcxform.grad(function, (0, 1))(x, y)
        found = srcxform.grad(function, (0, 1), backend="numba")(x, y)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize(("function", "is_there"), [(both, False), (rows, False), (read_too, True)])
def test_the_logarithm_is_computed_where_it_is_read(function: Callable[..., Any], is_there: bool) -> None:
    gradient = srcxform.grad(function, (0, 1), backend="numba")
    gradient(X[1:4], Y[1:4])
    code = "\n".join(line for line in gradient.source.splitlines() if not line.strip().startswith("#"))
    assert ("logaddexp(" in code) is is_there
