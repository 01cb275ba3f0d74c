"""What the forward sweep keeps of arrays that are written by element, and what the reverse sweep puts back."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import srcxform
from srcxform.ir.nodes import Const
from srcxform.simplify.unread import drop_unread_stores
from tests.hazards.outcome import assert_right
from tests.programs.program import Program, numbers
from tests.simplify.building import array, derived, integer, program

SQUARE = numbers(4, 4, seed=1) + 4.0 * np.eye(4)
POSITIVE = SQUARE @ SQUARE.T
VECTOR = numbers(5, seed=2)
TALL = numbers(5, 4, seed=3)


def cholesky(A: Any) -> None:
    for i in range(A.shape[0]):
        for j in range(i):
            for k in range(j):
                A[i, j] -= A[i, k] * A[j, k]
            A[i, j] /= A[j, j]
        for k in range(i):
            A[i, i] -= A[i, k] * A[i, k]
        A[i, i] = np.sqrt(A[i, i])


def solved(A: Any, x: Any) -> None:
    for i in range(A.shape[0]):
        for j in range(i):
            x[i] -= A[i, j] * x[j]
        x[i] /= A[i, i]


def thomas(a: Any, d: Any) -> None:
    n = d.shape[0]
    c = np.zeros(n)
    c[0] = 0.1 / a[0]
    d[0] /= a[0]
    for i in range(1, n):
        c[i] = 0.1 / (a[i] - 0.1 * c[i - 1])
        d[i] = (d[i] - 0.1 * d[i - 1]) / (a[i] - 0.1 * c[i - 1])
    for i in range(n - 2, -1, -1):
        d[i] -= c[i] * d[i + 1]


def best_paths(cost: Any) -> Any:
    n, m = cost.shape
    total = np.zeros((n, m))
    total[0, 0] = cost[0, 0]
    for j in range(1, m):
        total[0, j] = total[0, j - 1] + cost[0, j]
    for i in range(1, n):
        total[i, 0] = total[i - 1, 0] * cost[i, 0]
        for j in range(1, m):
            total[i, j] = cost[i, j] * total[i - 1, j] + np.sin(total[i, j - 1])
    return total[n - 1, m - 1]


def logistic_map(x: float, r: float) -> Any:
    xs = np.zeros(6)
    xs[0] = x
    for i in range(5):
        xs[i + 1] = r * xs[i] * (1.0 - xs[i])
    return xs


def columns(u: Any) -> Any:
    v = u * 1.0
    for j in range(1, u.shape[1]):
        v[1:, j] = np.exp(-v[:-1, j - 1]) * v[1:, j - 1]
    return v


def twice(x: Any) -> Any:
    y = x * 1.0
    for t in range(2):
        for i in range(1, y.shape[0]):
            y[i] = y[i] * y[i - 1]
    return y


def ahead(x: Any) -> Any:
    y = x * 1.0
    for i in range(y.shape[0] - 1):
        y[i] = y[i + 1] * y[i + 1]
        y[i + 1] = np.sin(y[i])
    return y


@pytest.mark.parametrize(
    ("function", "args", "of", "tapes"),
    [
        (cholesky, (POSITIVE,), "A", 0),
        (solved, (SQUARE, VECTOR[:4]), "x", 0),
        (thomas, (VECTOR + 4.0, VECTOR), "d", 2),  # the second loop overwrites what the first one made
        (best_paths, (TALL,), None, 0),
        (logistic_map, (0.3, 3.1), None, 0),
        (columns, (TALL,), None, 1),  # the exponential
        (twice, (VECTOR,), None, 1),
        (ahead, (VECTOR,), None, 2),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_number_of_tapes(function: Any, args: Any, of: str | None, tapes: int) -> None:
    gradient = srcxform.grad(function, wrt=tuple(range(len(args))), of=of)
    gradient(*args)
    assert len(re.findall(r"\.append\(", gradient.source)) == tapes, gradient.source
    assert_right(function, Program(function, args, of=of))


def test_a_quotient_is_read_back() -> None:
    gradient = srcxform.grad(scaled, wrt=(0, 1))
    gradient(VECTOR, VECTOR + 2.0)
    assert "copy" not in gradient.source, gradient.source
    assert_right(scaled, Program(scaled, (VECTOR, VECTOR + 2.0)))


def scaled(x: Any, y: Any) -> Any:
    z = x * 1.0
    z /= y
    return z * z


def own_fluxes(u: Any) -> Any:
    for _ in range(3):
        flux = np.zeros(len(u))
        for i in range(1, len(u) - 1):
            flux[i] = u[i] * u[i + 1]
        u[1:-1] -= 0.1 * (flux[1:-1] - flux[:-2])
    return np.sum(u * u)


def passed_on_fluxes(u: Any) -> Any:
    before = np.zeros(len(u))
    for _ in range(3):
        flux = np.zeros(len(u))
        for i in range(1, len(u) - 1):
            flux[i] = u[i] * u[i + 1] + before[i - 1]
        u[1:-1] -= 0.1 * (flux[1:-1] - before[:-2])
        before = flux
    return np.sum(u * u)


def kept_fluxes(u: Any) -> Any:
    kept = []
    for t in range(3):
        flux = np.zeros(len(u))
        kept.append(flux)
        for i in range(1, len(u) - 1):
            kept[t // 2][i] = u[i] * u[i + 1] + kept[0][i]
        u[1:-1] -= 0.1 * (flux[1:-1] - kept[0][:-2])
    return np.sum(u * u)


def fluxes_of_some_trips(u: Any) -> Any:
    flux = np.zeros(len(u))
    for t in range(4):
        if t % 2 == 0:
            flux = np.ones(len(u))
        for i in range(1, len(u) - 1):
            flux[i] = u[i] * u[i + 1] + flux[i - 1]
        u[1:-1] -= 0.1 * (flux[1:-1] - flux[:-2])
    return np.sum(u * u)


@pytest.mark.parametrize("function", [own_fluxes, passed_on_fluxes, kept_fluxes, fluxes_of_some_trips])
def test_an_array_of_each_trip_is_cleared_if_another_trip_reads_it(function: Any) -> None:
    gradient = srcxform.grad(function)
    gradient(VECTOR)
    assert ("[i] = 0.0" in gradient.source) == (function is not own_fluxes), gradient.source
    assert_right(function, Program(function, (VECTOR,)))


def test_stores_outside_of_loops_are_left_to_others() -> None:
    a, i = array("a"), integer("i")
    b = derived()
    b.store(a, i, Const(0.0))
    made = program(b)
    assert drop_unread_stores(made) is made
