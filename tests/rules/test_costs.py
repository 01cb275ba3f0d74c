"""The generated adjoints call what the textbook's do, and keep their digits where the primals do."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import check_grads, grad, jvp

A, B, X, PLACES = np.eye(3) * 2 + 0.1, np.ones((3, 2)), np.array([0.3, 0.1, 0.2]), np.array([2, 0, 2])
STACK = np.ones((2, 3, 3))
CHEAP = {
    "conj", "copy", "diag", "expand_dims", "flip", "isneginf", "ones_like", "broadcast_to", "reshape", "squeeze",
    "transpose", "where", "unbroadcast", "real_like",
}  # fmt: skip
"""Functions that cost no more than a pass over their argument."""


def solve(a: Any, b: Any) -> Any:
    return np.linalg.solve(a, b)


def inv(a: Any) -> Any:
    return np.linalg.inv(a)


def slogdet(a: Any) -> Any:
    return np.linalg.slogdet(a)[1]


def cholesky(a: Any) -> Any:
    return np.linalg.cholesky(a)


def eigenvalues(a: Any) -> Any:
    return np.linalg.eigh(a)[0]


def singular_values(a: Any) -> Any:
    return np.linalg.svd(a, full_matrices=False)[1]


def einsum(a: Any, b: Any) -> Any:
    return np.einsum("bij,bjk->bik", a, b)


def matmul(a: Any, b: Any) -> Any:
    return a @ b


def convolve(a: Any, v: Any) -> Any:
    return np.convolve(a, v)


def sort(a: Any) -> Any:
    return np.sort(a)


def cumsum(a: Any) -> Any:
    return np.cumsum(a)


def take(a: Any, indices: Any) -> Any:
    return np.take(a, indices, axis=0)


def rows(a: Any, indices: Any) -> Any:
    return a[indices]


def where(x: Any, y: Any) -> Any:
    return np.where(x > 0.15, x, y)


def var(a: Any) -> Any:
    return np.var(a, axis=0)


def norm(x: Any) -> Any:
    return np.linalg.norm(x, axis=-1)


def fft(a: Any) -> Any:
    return np.fft.rfft(a)


def median(a: Any) -> Any:
    return np.median(a)


COSTS = [
    (solve, (A, B), "linalg.solve linalg.solve @"),
    (inv, (A,), "linalg.inv @ @"),
    (slogdet, (A,), "linalg.inv"),
    (cholesky, (A,), "linalg.cholesky cholesky_bar"),
    (eigenvalues, (A,), "linalg.eigh average_close half_triangle @"),
    (singular_values, (A,), "linalg.svd average_close is_positive @"),
    (einsum, (STACK, STACK), "einsum contracted contracted uneinsum uneinsum"),
    (matmul, (A, B), "@ @ @"),
    (convolve, (X, X), "convolve correlate correlate"),
    (sort, (X,), "sort argsort average_ties scattered"),
    (cumsum, (X,), "cumsum cumsum"),
    (take, (A, PLACES), "take untake"),
    (rows, (A, PLACES), "zeros_like add_at"),
    (where, (X, X), ""),
    (var, (A,), "var mean"),
    (norm, (A,), "linalg.norm divide_or_zero"),
    (fft, (X,), "fft.rfft fft.irfft scaled_part"),
    (median, (X,), "median quantile_weights"),
]
"""A function, its arguments, and all that its gradient may call, the primal included."""


def calls_in(source: str) -> Counter[str]:
    """How often each function is called in the text, and `@`, less what is cheap."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            found.append(ast.unparse(node.func).removeprefix("np.").removeprefix("scipy."))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            found.append("@")
    return Counter(name for name in found if name not in CHEAP)


@pytest.mark.parametrize(("function", "args", "textbook"), COSTS, ids=[f.__name__ for f, _, _ in COSTS])
def test_a_gradient_calls_no_more_than_the_textbook(
    function: Callable[..., Any], args: tuple[Any, ...], textbook: str
) -> None:
    active = tuple(k for k, x in enumerate(args) if x.dtype == float)
    gradient = grad(function, wrt=active)
    gradient(*args)
    assert not calls_in(gradient.source) - Counter(textbook.split()), gradient.source


def test_what_is_called_too_often_is_found() -> None:
    assert calls_in("np.linalg.inv(a) @ b + np.conj(c)") - Counter(["@"]) == Counter(["linalg.inv"])


def test_rows_are_added_up_whatever_the_index() -> None:
    a = np.arange(12.0).reshape(4, 3)
    for index in (np.array([1, -3, 1]), np.array([3, 0]), np.array([[0, 1], [-1, 1]]), np.zeros(0, np.intp)):
        head = np.random.default_rng(5).uniform(size=(*index.shape, 3))
        expected = np.zeros_like(a)
        np.add.at(expected, index, head)
        np.testing.assert_allclose(grad(rows)(a, index, head), expected)
        np.testing.assert_allclose(grad(take)(a, index, head), expected)
    with pytest.raises(IndexError):
        grad(rows)(a, np.array([4]))


def test_rows_of_many_pieces_are_added_up() -> None:
    rng = np.random.default_rng(6)
    index, head = rng.integers(0, 50, 3000), rng.uniform(size=(3000, 11))
    expected = np.zeros((50, 11))
    np.add.at(expected, index, head)
    np.testing.assert_allclose(grad(rows)(np.ones((50, 11)), index, head), expected)
    np.testing.assert_allclose(grad(take)(np.ones((50, 11)), index, head), expected)


# Hard inputs


def close(found: Any, right: Any, tolerance: float) -> None:
    """Agreement relative to the largest element."""
    assert np.max(np.abs(found - right)) <= tolerance * np.max(np.abs(right))


def test_of_an_ill_conditioned_system() -> None:
    n = 30
    rng = np.random.default_rng(0)
    left, right = np.linalg.qr(rng.standard_normal((2, n, n)))[0]
    size = np.logspace(0, -10, n)
    a, b, head = (left * size) @ right, rng.standard_normal(n), rng.standard_normal(n)
    a_bar, b_bar = grad(solve, wrt=(0, 1))(a, b, head)
    expected = left @ ((right @ head) / size)
    close(b_bar, expected, 1e-5)
    close(a_bar, -np.outer(expected, right.T @ ((left.T @ b) / size)), 1e-5)
    # Its own residual is as small as that of any solution.
    assert np.linalg.norm(a.T @ b_bar - head) <= 1e-14 * np.linalg.norm(b_bar)


def test_of_a_nearly_singular_cholesky_factor_of_many_blocks() -> None:
    n = 100
    rng = np.random.default_rng(1)
    turn, head = np.linalg.qr(rng.standard_normal((n, n)))[0], np.tril(rng.standard_normal((n, n)))
    a = (turn * np.logspace(0, -10, n)) @ turn.T
    factor = np.linalg.cholesky(a)
    inner = np.tril(factor.T @ head)
    inner[np.diag_indices(n)] /= 2
    expected = np.linalg.solve(factor.T, np.linalg.solve(factor.T, inner.T).T)
    expected = np.tril(expected + expected.T)
    expected[np.diag_indices(n)] /= 2
    close(grad(cholesky)(a, head), expected, 1e-9)


def cholesky_of_gram(b: Any) -> Any:
    return np.sum(np.sin(np.linalg.cholesky(b @ np.conj(np.transpose(b)) + 9 * np.eye(len(b))).real))


@pytest.mark.parametrize("dtype", [float, complex])
def test_both_derivatives_of_a_cholesky_factor_of_many_blocks(dtype: type) -> None:
    rng = np.random.default_rng(4)
    b, v = rng.standard_normal((2, 70, 70)) + (1j * rng.standard_normal((2, 70, 70)) if dtype is complex else 0)
    check_grads(cholesky_of_gram, b)
    h = 1e-5
    expected = (grad(cholesky_of_gram)(b + h * v) - grad(cholesky_of_gram)(b - h * v)) / (2 * h)
    close(jvp(grad(cholesky_of_gram), (b,), (v,))[1], expected, 1e-6)


@pytest.mark.parametrize("scale", [1e-150, 1e-30, 1.0, 1e30, 1e150])
def test_of_norms_far_from_one(scale: float) -> None:
    x = np.array([[3.0, 4.0], [0.0, 0.0]]) * scale
    np.testing.assert_allclose(grad(norm)(x), np.array([[0.6, 0.8], [0, 0]]), rtol=1e-12)


def test_of_a_norm_in_single_precision() -> None:
    found = grad(norm)(np.array([3, 4], np.float32) * np.float32(1e-18))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [0.6, 0.8], rtol=1e-5)


def test_of_the_variance_of_nearly_equal_numbers() -> None:
    deviation = np.random.default_rng(2).integers(-1000, 1000, 500) * 2.0**-20
    deviation -= np.round(np.mean(deviation) * 2**20) * 2.0**-20
    a = 2.0**20 + deviation  # without rounding
    expected = 2 * (deviation - np.mean(deviation)) / 500
    close(grad(var)(a), expected, 1e-6)
    np.testing.assert_allclose(grad(var)(np.full(7, 0.1)), 0, atol=1e-16)


def test_of_a_long_running_sum_in_single_precision() -> None:
    rng = np.random.default_rng(3)
    a, head = rng.uniform(0, 1, (2, 10**6)).astype(np.float32)
    found = grad(cumsum)(a, head)
    assert found.dtype == np.float32
    close(found, np.cumsum(head[::-1], dtype=float)[::-1], 1e-4)


def test_of_the_logarithm_of_a_sum_of_huge_exponentials() -> None:
    special = pytest.importorskip("scipy.special")

    def logsumexp(a: Any) -> Any:
        return special.logsumexp(a)

    gradient = grad(logsumexp)
    np.testing.assert_allclose(gradient(np.array([-1e308, -1e308])), [0.5, 0.5])
    np.testing.assert_allclose(gradient(np.array([1e308, 1e308, 0.0])), [0.5, 0.5, 0])
    np.testing.assert_array_equal(gradient(np.array([-np.inf, 0.0])), [0, 1])
    near = np.array([1e6, 1e6 + 0.5, 1e6 - 2])
    np.testing.assert_allclose(gradient(near), special.softmax(near), rtol=1e-14)
