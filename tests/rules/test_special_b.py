"""Rules at special points: zeros, ties, repeated eigenvalues, free phases, unused results, options without a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform.rules import factorisations, indexing, linalg, products, shapes, sorting  # noqa: F401
from srcxform.rules.registry import find_rule


def adjoint(primitive: Callable[..., Any], *args: Any, out_bar: Any, **kwargs: Any) -> Any:
    """The rule's adjoints, called as the compiler calls it."""
    return call_rule(primitive, "adjoint", args, kwargs, {"out": primitive(*args, **kwargs), "out_bar": out_bar})


def tangent(primitive: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    dots = {name: kwargs.pop(name) for name in list(kwargs) if name.endswith("_dot")}
    return call_rule(primitive, "tangent", args, kwargs, {"out": primitive(*args, **kwargs), **dots})


def call_rule(primitive: Any, mode: str, args: Any, kwargs: Any, given: dict[str, Any]) -> Any:
    rule = find_rule(primitive)
    assert rule is not None
    function = getattr(rule, mode)
    names = function.__code__.co_varnames[: function.__code__.co_argcount + function.__code__.co_kwonlyargcount]
    return function(*args, **kwargs, **{name: x for name, x in given.items() if name in names})


def numerical(f: Callable[[Any], Any], x: Any, direction: Any, h: float = 1e-5) -> Any:
    return (f(x + h * direction) - f(x - h * direction)) / (2 * h)


def inner(a: Any, b: Any) -> float:
    return float(np.sum(np.real(np.conj(a) * b)))


RNG = np.random.default_rng(3)


def draw(*shape: int, is_complex: bool = False) -> Any:
    x = RNG.standard_normal(shape)
    return x + 1j * RNG.standard_normal(shape) if is_complex else x


# Norms


@pytest.mark.parametrize("order", [None, 1, 2, 3, 0.5, np.inf, -np.inf])
@pytest.mark.parametrize("zero", [np.zeros(3), np.zeros(3, complex)])
def test_a_norm_at_zero_has_the_gradient_zero(order: Any, zero: Any) -> None:
    np.testing.assert_array_equal(adjoint(np.linalg.norm, zero, order, out_bar=1.0), zero)


@pytest.mark.parametrize("order", [None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf])
def test_a_matrix_norm_at_zero_has_the_gradient_zero(order: Any) -> None:
    np.testing.assert_array_equal(adjoint(np.linalg.norm, np.zeros((2, 3)), order, out_bar=1.0), np.zeros((2, 3)))


def test_rows_that_are_zero_do_not_spoil_the_others() -> None:
    x = np.array([[0.0, 0.0], [3.0, 4.0]])
    expected = [[0.0, 0.0], [0.6, 0.8]]
    np.testing.assert_allclose(adjoint(np.linalg.norm, x, axis=1, out_bar=np.ones(2)), expected)
    np.testing.assert_allclose(adjoint(np.linalg.norm, x, 3, 1, out_bar=np.ones(2))[0], [0.0, 0.0])


def test_the_largest_entries_share_the_gradient_of_the_maximum_norm() -> None:
    x = np.array([2.0, -2.0, 1.0])
    np.testing.assert_array_equal(adjoint(np.linalg.norm, x, np.inf, out_bar=1.0), [0.5, -0.5, 0.0])
    np.testing.assert_array_equal(
        adjoint(np.linalg.norm, np.array([[1.0, -1.0], [1.0, 1.0]]), 1, out_bar=1.0), [[0.5, -0.5], [0.5, 0.5]]
    )


def test_equal_singular_values_share_the_gradient_of_the_spectral_norm() -> None:
    np.testing.assert_allclose(adjoint(np.linalg.norm, np.eye(2), 2, out_bar=1.0), np.eye(2) / 2)


def test_the_count_of_nonzeros_has_no_slope() -> None:
    assert adjoint(np.linalg.norm, np.ones(3), 0, out_bar=1.0) is None


# Order


def test_equal_elements_share_what_their_places_get() -> None:
    x = np.array([2.0, 1.0, 2.0, 0.0])
    np.testing.assert_array_equal(adjoint(np.sort, x, out_bar=np.array([1.0, 2.0, 3.0, 5.0])), [4.0, 2.0, 4.0, 1.0])
    np.testing.assert_array_equal(tangent(np.sort, x, a_dot=np.array([1.0, 2.0, 3.0, 5.0])), [5.0, 2.0, 2.0, 2.0])


def test_all_equal_elements_share_everything() -> None:
    g = np.array([[3.0, 0.0], [1.0, 4.0]])
    expected = [[2.0, 2.0], [2.0, 2.0]]
    np.testing.assert_array_equal(adjoint(np.sort, np.ones((2, 2)), 0, out_bar=g), expected)
    np.testing.assert_array_equal(adjoint(np.sort, np.ones(4), None, out_bar=g.ravel()), np.full(4, 2.0))


def test_sorting_and_partitioning_share_alike() -> None:
    x = np.array([2.0, 1.0, 2.0, 0.0, 2.0])
    g = np.array([1.0, 2.0, 3.0, 5.0, 7.0])
    places = np.argsort(np.partition(x, 2), kind="stable")
    np.testing.assert_array_equal(adjoint(np.partition, x, 2, out_bar=g), adjoint(np.sort, x, out_bar=g[places]))


# Eigenvectors and singular vectors


def filled(a: Any) -> Any:
    """The Hermitian matrix that eigh sees."""
    return np.tril(a) + np.conj(np.tril(a, -1)).T


@pytest.mark.parametrize("uplo", ["L", "U"])
def test_complex_eigenvectors_where_their_phases_do_not_matter(uplo: str) -> None:
    a, weights, d = draw(4, 4, is_complex=True), draw(4, 4, is_complex=True), draw(4, 4, is_complex=True)

    def f(a: Any) -> float:
        w, v = np.linalg.eigh(a, uplo)
        return float(np.real(np.sum(np.conj(weights) * ((v * np.sin(w)) @ np.conj(v.T)))))

    w, v = np.linalg.eigh(a, uplo)
    sine = np.diag(np.sin(w))
    v_bar = weights @ v @ sine + np.conj(weights.T) @ v @ sine
    w_bar = np.cos(w) * np.real(np.diag(np.conj(v.T) @ weights @ v))
    a_bar = adjoint(np.linalg.eigh, a, uplo, out_bar=(w_bar, v_bar))
    np.testing.assert_allclose(inner(a_bar, d), numerical(f, a, d), rtol=1e-6)
    ((w_dot, v_dot),) = tangent(np.linalg.eigh, a, uplo, a_dot=d)
    np.testing.assert_allclose(inner(w_bar, w_dot) + inner(v_bar, v_dot), numerical(f, a, d), rtol=1e-6)


def test_a_phase_that_matters_is_refused() -> None:
    a = filled(draw(3, 3, is_complex=True))
    with pytest.raises(np.linalg.LinAlgError, match="phases"):
        adjoint(np.linalg.eigh, a, out_bar=(np.zeros(3), np.ones((3, 3))))
    with pytest.raises(np.linalg.LinAlgError, match="phases"):
        adjoint(np.linalg.svd, a, out_bar=(np.ones((3, 3)), np.zeros(3), np.zeros((3, 3))))


@pytest.mark.parametrize("shape", [(4, 4), (5, 3), (3, 5)])
@pytest.mark.parametrize("full", [False, True])
def test_complex_singular_vectors_where_their_phases_do_not_matter(shape: tuple[int, int], full: bool) -> None:
    a, weights, d = (draw(*shape, is_complex=True) for _ in range(3))
    k = min(shape)

    def f(a: Any) -> float:
        u, s, vh = np.linalg.svd(a, full_matrices=full)
        return float(np.real(np.sum(np.conj(weights) * ((u[:, :k] * np.sin(s)) @ vh[:k]))))

    u, s, vh = np.linalg.svd(a, full_matrices=full)
    u_bar, vh_bar = np.zeros_like(u), np.zeros_like(vh)
    u_bar[:, :k] = weights @ np.conj(vh[:k].T) * np.sin(s)
    vh_bar[:k] = np.sin(s)[:, np.newaxis] * (np.conj(u[:, :k].T) @ weights)
    s_bar = np.cos(s) * np.real(np.diag(np.conj(u[:, :k].T) @ weights @ np.conj(vh[:k].T)))
    a_bar = adjoint(np.linalg.svd, a, full, out_bar=(u_bar, s_bar, vh_bar))
    np.testing.assert_allclose(inner(a_bar, d), numerical(f, a, d), rtol=1e-6)
    ((u_dot, s_dot, vh_dot),) = tangent(np.linalg.svd, a, full, a_dot=d)
    total = inner(u_bar, u_dot) + inner(s_bar, s_dot) + inner(vh_bar, vh_dot)
    np.testing.assert_allclose(total, numerical(f, a, d), rtol=1e-6)


def test_the_free_singular_vectors_stay_orthogonal_and_are_refused_in_adjoints() -> None:
    a, d = draw(5, 3), draw(5, 3)

    def rest(a: Any) -> Any:
        u = np.linalg.svd(a)[0][:, 3:]
        return u @ u.T

    ((u_dot, _, _),) = tangent(np.linalg.svd, a, a_dot=d)
    others, change = np.linalg.svd(a)[0][:, 3:], u_dot[:, 3:]
    np.testing.assert_allclose(change @ others.T + others @ change.T, numerical(rest, a, d), rtol=1e-5, atol=1e-8)
    with pytest.raises(np.linalg.LinAlgError, match="beyond"):
        adjoint(np.linalg.svd, a, out_bar=(np.ones((5, 5)), np.zeros(3), np.zeros((3, 3))))


def test_vectors_of_equal_values_are_refused_and_the_values_are_not() -> None:
    for primitive, out_bar in ((np.linalg.eigh, (np.ones(3), None)), (np.linalg.svd, (None, np.ones(3), None))):
        np.testing.assert_allclose(adjoint(primitive, np.eye(3), out_bar=out_bar), np.eye(3), atol=1e-15)
        vectors = (np.ones(3), np.eye(3)) if primitive is np.linalg.eigh else (np.eye(3), np.ones(3), np.eye(3))
        with pytest.raises(np.linalg.LinAlgError, match="equal"):
            adjoint(primitive, np.eye(3), out_bar=vectors)


def test_only_the_triangle_that_is_read_has_a_gradient() -> None:
    a = filled(draw(3, 3)) + 5 * np.eye(3)
    assert not np.triu(adjoint(np.linalg.cholesky, a, out_bar=np.tril(draw(3, 3))), 1).any()
    assert not np.tril(adjoint(np.linalg.eigvalsh, a, "U", out_bar=draw(3)), -1).any()


# Results of which only a part is used


def test_unused_results_are_zeros() -> None:
    a = draw(3, 3) + 3 * np.eye(3)
    symmetric = filled(a)
    for primitive, matrix, bars in (
        (np.linalg.eigh, symmetric, (draw(3), draw(3, 3))),
        (np.linalg.svd, a, (draw(3, 3), draw(3), draw(3, 3))),
        (np.linalg.qr, a, (draw(3, 3), draw(3, 3))),
        (np.linalg.slogdet, a, (0.0, 1.0)),
        (np.linalg.slogdet, a + 1j, (0.3 + 0.2j, 1.0)),
    ):
        for used in range(2 ** len(bars)):
            some = tuple(g if used >> k & 1 else None for k, g in enumerate(bars))
            all_of_them = tuple(g if used >> k & 1 else np.zeros_like(g) for k, g in enumerate(bars))
            got = adjoint(primitive, matrix, out_bar=some)
            expected = adjoint(primitive, matrix, out_bar=all_of_them)
            np.testing.assert_allclose(0 * matrix if got is None else got, expected, atol=1e-12)


@pytest.mark.parametrize("parts", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1), (0, 0, 0)])
def test_least_squares_with_unused_results(parts: tuple[int, int, int]) -> None:
    a, b, d = draw(5, 3), draw(5), draw(5, 3)
    bars = (draw(3), draw(1), draw(3))
    used = [g if on else None for g, on in zip(bars, parts, strict=True)]

    def f(a: Any) -> float:
        x, residuals, _, s = np.linalg.lstsq(a, b)
        return sum(float(np.sum(g * y)) for g, y in zip(used, (x, residuals, s), strict=True) if g is not None)

    a_bar, b_bar, _ = adjoint(np.linalg.lstsq, a, b, out_bar=(used[0], used[1], None, used[2]))
    np.testing.assert_allclose(inner(a_bar, d), numerical(f, a, d), rtol=1e-5, atol=1e-9)
    assert b_bar.shape == (5,)


def test_the_pseudo_inverse_of_a_family_of_singular_matrices() -> None:
    """A graph's Laplacian always has the rank n - 1."""
    weights, d = np.array([1.0, 0.5, 2.0]), np.array([0.3, -0.2, 0.9])
    edges = np.array([[1.0, -1.0, 0.0], [0.0, 1.0, -1.0], [1.0, 0.0, -1.0]])

    def laplacian(w: Any) -> Any:
        return edges.T @ (w[:, np.newaxis] * edges)

    expected = numerical(lambda w: np.linalg.pinv(laplacian(w)), weights, d)
    a, a_dot = laplacian(weights), edges.T @ (d[:, np.newaxis] * edges)
    np.testing.assert_allclose(tangent(np.linalg.pinv, a, a_dot=a_dot)[0], expected, atol=1e-8)
    g = draw(3, 3)
    np.testing.assert_allclose(inner(adjoint(np.linalg.pinv, a, out_bar=g)[0], a_dot), inner(g, expected), rtol=1e-6)
    b = draw(3)
    solution = numerical(lambda w: np.linalg.lstsq(laplacian(w), b)[0], weights, d)
    np.testing.assert_allclose(tangent(np.linalg.lstsq, a, b, a_dot=a_dot, b_dot=0 * b)[0][0], solution, atol=1e-8)


# What has no rule gives fewer results than it has arguments


@pytest.mark.parametrize(
    ("primitive", "args", "kwargs"),
    [
        (np.reshape, (np.ones((2, 3)), 6), {"order": "A"}),
        (np.ravel, (np.ones((2, 3)), "K"), {}),
        (np.pad, (np.ones(3), 1, "mean"), {}),
        (np.interp, (np.ones(3), np.arange(3.0), np.ones(3)), {"period": 3.0}),
        (np.choose, (np.array([0, 5]), (np.ones(2), np.ones(2))), {"mode": "wrap"}),
    ],
)
def test_options_without_a_rule(primitive: Any, args: Any, kwargs: Any) -> None:
    assert adjoint(primitive, *args, out_bar=primitive(*args, **kwargs), **kwargs) == ()


def test_cuts_in_falling_order_are_an_error() -> None:
    x = np.arange(5.0)
    with pytest.raises(ValueError, match="reshape"):
        adjoint(np.split, x, [3, 1], out_bar=np.split(x, [3, 1]))
