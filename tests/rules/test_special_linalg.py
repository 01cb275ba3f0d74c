"""Linear algebra and transforms where something coincides: what is finite there, and what is refused."""

from __future__ import annotations

import cmath
from typing import Any

import numpy as np
import pytest

from srcxform import check_grads, grad, jvp
from srcxform.errors import SrcxformError

RNG = np.random.default_rng(5)
SINGULAR = RNG.standard_normal((3, 2)) @ RNG.standard_normal((2, 3))
TURN = np.linalg.qr(RNG.standard_normal((4, 4)))[0]
TWO_PAIRS = TURN @ np.diag([1.0, 1.0, 3.0, 3.0]) @ TURN.T
TWO_PAIRS = (TWO_PAIRS + TWO_PAIRS.T) / 2
OF_RANK_ONE = np.outer([1.0, 2.0, 3.0], [1.0, -1.0, 2.0])


def determinant(a: Any) -> Any:
    return np.linalg.det(a)


@pytest.mark.parametrize("a", [SINGULAR, np.arange(1.0, 10.0).reshape(3, 3), OF_RANK_ONE])
def test_both_derivatives_of_the_determinant_of_a_singular_matrix(a: Any) -> None:
    b, c = RNG.standard_normal((2, 3, 3))
    minors = np.array([[np.linalg.det(np.delete(np.delete(a, i, 0), j, 1)) for j in range(3)] for i in range(3)])
    signs = (-1.0) ** np.add.outer(np.arange(3), np.arange(3))
    np.testing.assert_allclose(grad(determinant)(a), signs * minors, atol=1e-12)
    _, change = jvp(grad(determinant), (a,), (b,))
    # The determinant is a polynomial: its mixed second difference has no error but rounding.
    expected = sum(s * t * np.linalg.det(a + s * b + t * c) for s in (1, -1) for t in (1, -1)) / 4
    np.testing.assert_allclose(np.sum(change * c), expected, atol=1e-10)


def sum_of_functions(a: Any) -> Any:
    return np.sum(np.exp(np.linalg.eigh(a)[0]))


def sum_of_functions_in_general(a: Any) -> Any:
    return np.sum(np.exp(np.linalg.eig(a)[0])).real


def sum_of_squares(a: Any) -> Any:
    return np.sum(np.linalg.svd(a)[1] ** 2)


@pytest.mark.parametrize("f", [sum_of_functions, sum_of_functions_in_general, sum_of_squares])
@pytest.mark.parametrize("a", [np.eye(3), TWO_PAIRS])
def test_symmetric_functions_of_equal_values_are_smooth(f: Any, a: Any) -> None:
    check_grads(f, a)


def spectral(a: Any) -> Any:
    w, v = np.linalg.eigh(a)
    return (v * np.sin(w)) @ v.T


def eigenvector(a: Any) -> Any:
    return np.linalg.eigh(a)[1][:, 0] ** 3


def polar(a: Any) -> Any:
    u, _, vh = np.linalg.svd(a)
    return u @ vh


def singular_vector(a: Any) -> Any:
    return np.linalg.svd(a)[0][:, 0] ** 3


def test_the_polar_factor_is_smooth_where_singular_values_are_equal() -> None:
    d, weights = RNG.standard_normal((2, 4, 4))
    gradient = grad(polar)(TWO_PAIRS, head=weights)
    expected = np.sum(weights * (polar(TWO_PAIRS + 1e-5 * d) - polar(TWO_PAIRS - 1e-5 * d))) / 2e-5
    np.testing.assert_allclose(np.sum(gradient * d), expected, rtol=1e-6)


@pytest.mark.parametrize("f", [spectral, eigenvector, singular_vector])
def test_vectors_of_equal_values_are_refused(f: Any) -> None:
    with pytest.raises(np.linalg.LinAlgError, match="equal"):
        grad(f)(TWO_PAIRS)


def projector(a: Any) -> Any:
    v = np.linalg.eigh(a)[1][:, :2]
    return np.sum((v @ v.T) ** 3)


def test_a_projector_on_a_space_of_equal_values_is_smooth() -> None:
    gradient = grad(projector)(TWO_PAIRS)
    d = RNG.standard_normal((4, 4))
    d = d + d.T
    expected = (projector(TWO_PAIRS + 1e-5 * d) - projector(TWO_PAIRS - 1e-5 * d)) / 2e-5
    np.testing.assert_allclose(np.sum(gradient * d), expected, rtol=1e-6)


def trace(a: Any) -> Any:
    return np.sum(np.linalg.eigvals(a)).real


def test_a_defective_matrix_is_refused() -> None:
    basis = RNG.standard_normal((3, 3))
    a = basis @ np.array([[2.0, 1.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 5.0]]) @ np.linalg.inv(basis)
    with pytest.raises(np.linalg.LinAlgError, match="dependent"):
        grad(trace)(a)
    with pytest.raises(np.linalg.LinAlgError, match="dependent"):
        jvp(trace, (a,), (np.eye(3),))


def spectral_in_general(a: Any) -> Any:
    w, v = np.linalg.eig(a)
    return np.real((v * np.exp(w)[..., None, :]) @ np.linalg.inv(v))


@pytest.mark.parametrize("shift", [0.0, 5.0])
def test_only_the_run_knows_whether_eigenvalues_are_complex(shift: float) -> None:
    check_grads(spectral_in_general, np.array([[0.3, -1.2], [1.4, 0.4]]) + shift * np.array([[0.0, 1.0], [1.0, 2.0]]))


def householder(a: Any) -> Any:
    return np.linalg.qr(a, mode="raw")[0]


def output_that_is_ignored(a: Any) -> Any:
    out = np.zeros_like(a)
    np.fft.ifft2(a, out=out)
    return np.abs(out)


@pytest.mark.parametrize("f", [householder, output_that_is_ignored])
def test_what_is_not_a_function_of_the_argument_alone_is_refused(f: Any) -> None:
    with pytest.raises(SrcxformError):
        grad(f)(np.eye(3) + 0j)


def inverses(x: Any) -> Any:
    z = x + 0j
    return np.arcsin(z), np.arccos(z), np.arctanh(z), np.arccosh(z)


def inverses_of_numbers(x: Any) -> Any:
    return cmath.asin(x), cmath.acos(x), cmath.atanh(x), cmath.acosh(x), cmath.sqrt(x), cmath.log(x)


def test_branch_cuts_are_smooth_along_the_real_axis() -> None:
    check_grads(inverses, np.array([2.5, -1.5, 0.3]))
    check_grads(inverses_of_numbers, 2.5)
    check_grads(inverses_of_numbers, -1.5)
