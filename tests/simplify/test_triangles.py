"""Equations in factors of Cholesky, solved by substitution."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcxform
from tests.hazards.outcome import assert_right
from tests.programs.program import Program, numbers


def positive(n: int, seed: int = 1) -> Any:
    a = numbers(n, n, seed=seed)
    return a @ a.T + n * np.eye(n)


def likelihood(K: Any, y: Any) -> Any:
    L = np.linalg.cholesky(K + K.T)
    alpha = np.linalg.solve(L, y)
    return 0.5 * alpha @ alpha + np.sum(np.log(np.diag(L)))


def both_triangles(K: Any, y: Any) -> Any:
    L = np.linalg.cholesky(K + K.T)
    return np.linalg.solve(L.T, np.linalg.solve(L, np.outer(y, y)))


def upper_factor(K: Any, y: Any) -> Any:
    return np.linalg.solve(np.linalg.cholesky(K + K.T, upper=True), y)


def written_factor(K: Any, y: Any) -> Any:
    L = np.linalg.cholesky(K + K.T)
    L[0, 1] = 0.5
    return np.linalg.solve(L, y)


def other_matrix(K: Any, y: Any) -> Any:
    return np.linalg.solve(K + 0.1 * np.linalg.cholesky(K + K.T), y)


TRIANGLES = [likelihood, both_triangles, upper_factor]
OTHERS = [written_factor, other_matrix]


@pytest.mark.parametrize("function", [*TRIANGLES, *OTHERS])
@pytest.mark.parametrize("n", [3, 40])
def test_gradient_is_right(function: Callable[..., Any], n: int) -> None:
    if function is upper_factor and np.lib.NumpyVersion(np.__version__) < "2.0.0":
        pytest.skip("no `upper` before NumPy 2")
    assert_right(function, Program(function, (positive(n), numbers(n, seed=2))))


def source_of(function: Callable[..., Any]) -> str:
    gradient = srcxform.grad(function, (0, 1))
    gradient(positive(3), numbers(3, seed=2))
    return re.sub(r"#.*", "", gradient.source)


@pytest.mark.parametrize("function", [likelihood, both_triangles])
def test_no_factorisation_of_a_triangle(function: Callable[..., Any]) -> None:
    assert "linalg.solve" not in source_of(function)


@pytest.mark.parametrize("function", OTHERS)
def test_trap_what_is_no_triangle_is_factorised(function: Callable[..., Any]) -> None:
    assert "solve_triangle(" not in source_of(function)
    assert "linalg.solve" in source_of(function)


@pytest.mark.parametrize("n", [1, 5, 70])
@pytest.mark.parametrize("columns", [0, 1, 3])
@pytest.mark.parametrize("lower", [True, False])
def test_machine_code_solves(n: int, columns: int, lower: bool) -> None:
    numba = pytest.importorskip("numba")
    import srcxform.backends.machine.overloads  # noqa: F401
    from srcxform import runtime

    t = np.tril(numbers(n, n, seed=3)) + n * np.eye(n)
    t = t if lower else t.T
    b = numbers(n, columns, seed=4) if columns else numbers(n, seed=4)
    solve = numba.njit(lambda t, b: runtime.solve_triangle(t, b, lower))
    for matrix in (np.ascontiguousarray(t), np.asfortranarray(t), t):
        np.testing.assert_allclose(solve(matrix, b), np.linalg.solve(t, b), rtol=1e-12)
        np.testing.assert_allclose(solve(matrix, b + 1j), np.linalg.solve(t, b + 1j), rtol=1e-12)
