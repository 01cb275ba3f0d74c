"""scipy.special: the eigenvalues of Mathieu's and of the spheroidal wave equation; nodes and weights of quadrature.

Each is an eigenvalue of a symmetric matrix, whose derivative is `v @ slope @ v` with the unit eigenvector v and the
derivative of the matrix. Numbers "DLMF" are equations of the NIST Digital Library of Mathematical Functions.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special

from srcxform.rules.registry import adjoint, definition, elementwise, tangent
from srcxform.runtime import stop_gradient, unbroadcast

COUNT = "it counts, and is no variable of a smooth function"
ROOT_2 = math.sqrt(2)

LEFT_OUT: dict[str, str] = {}


def expected(slope: Any, matrix: Any, index: Any) -> Any:
    """The quadratic form of `slope` at an eigenvector of each matrix of a stack, the one with the given index."""
    _, vectors = np.linalg.eigh(matrix)
    vector = np.take_along_axis(vectors, np.expand_dims(index, (-2, -1)), axis=-1)
    return np.sum(vector * (slope @ vector), axis=(-2, -1))


def enough_terms(highest: Any, strength: Any) -> Any:
    """How many terms of a series have all digits of an eigenfunction: so many that its coefficients fall fast."""
    root = np.sqrt(np.max(np.append(np.abs(stop_gradient(strength)), 0)))
    return int(np.max(np.append(highest, 0)) / 2 + 2 * root) + 24


# Mathieu's equation: the recurrences of the Fourier coefficients (DLMF 28.4.5 to 28.4.8), made symmetric.


def mathieu_slope(m: Any, q: Any, sign: Any) -> Any:
    """The derivative in q of the eigenvalue of an even function (sign 1) or of an odd one (sign -1)."""
    m, q = np.asarray(m + 0 * q), np.asarray(q + 0.0 * m)
    count = enough_terms(m, q)
    is_odd = m % 2
    lowest = is_odd + (1 - sign) * (1 - is_odd)
    frequencies = np.expand_dims(lowest, -1) + 2 * np.arange(count)
    corner, link = np.zeros((count, count)), np.zeros((count, count))
    corner[0, 0] = sign
    link[0, 1] = ROOT_2 - 1
    link[1, 0] = ROOT_2 - 1
    slope = (
        np.eye(count, k=1)
        + np.eye(count, k=-1)
        + np.expand_dims(is_odd, (-2, -1)) * corner
        + np.expand_dims(lowest == 0, (-2, -1)) * link
    )
    matrix = np.expand_dims(q, (-2, -1)) * slope + np.expand_dims(frequencies**2, -1) * np.eye(count)
    return expected(slope, matrix, ((m - lowest) // 2).astype(int))


@elementwise(special.mathieu_a)
def mathieu_a(m: Any, q: Any) -> Any:
    """The eigenvalue of the even function."""
    return COUNT, mathieu_slope(m, q, 1)


@elementwise(special.mathieu_b)
def mathieu_b(m: Any, q: Any) -> Any:
    """The eigenvalue of the odd function."""
    return COUNT, mathieu_slope(m, q, -1)


# The spheroidal equation (DLMF 30.2.1) among Legendre functions of unit norm, in which x couples neighbours (14.10.3).


def spheroidal_slope(m: Any, n: Any, c: Any, sign: Any) -> Any:
    """The derivative in c of the prolate (sign 1) or oblate (sign -1) eigenvalue."""
    m, n, c = np.asarray(m + 0 * (n + c)), np.asarray(n + 0 * (m + c)), np.asarray(c + 0.0 * (m + n))
    count = enough_terms(n - m, c * c)
    order = np.expand_dims(m, -1)
    degree = order + np.expand_dims((n - m) % 2, -1) + 2 * np.arange(count)
    below, above, beyond = coupling(order, degree), coupling(order, degree + 1), coupling(order, degree + 2)
    side = np.expand_dims((above * beyond)[..., :-1], -1) * np.eye(count - 1, count, k=1)
    upper = np.concatenate((side, np.zeros_like(side[..., :1, :])), axis=-2)
    square = np.expand_dims(below**2 + above**2, -1) * np.eye(count) + upper + np.swapaxes(upper, -1, -2)
    strength = np.expand_dims(c, (-2, -1))
    matrix = np.expand_dims(degree * (degree + 1), -1) * np.eye(count) + sign * strength**2 * square
    return expected(2 * sign * strength * square, matrix, ((n - m) // 2).astype(int))


def coupling(m: Any, degree: Any) -> Any:
    """What x has between the Legendre functions of the order m and of this degree and the one before."""
    return np.sqrt((degree**2 - m**2) / (4.0 * degree**2 - 1))


@elementwise(special.pro_cv)
def pro_cv(m: Any, n: Any, c: Any) -> Any:
    """The prolate eigenvalue."""
    return COUNT, COUNT, spheroidal_slope(m, n, c, 1)


@elementwise(special.obl_cv)
def obl_cv(m: Any, n: Any, c: Any) -> Any:
    """The oblate eigenvalue."""
    return COUNT, COUNT, spheroidal_slope(m, n, c, -1)


@adjoint(special.pro_cv_seq)
def pro_cv_seq(m: Any, n: Any, c: Any, *, out: Any, out_bar: Any) -> Any:
    """The prolate eigenvalues of the degrees from m to n."""
    return COUNT, COUNT, unbroadcast(out_bar * spheroidal_slope(m, np.arange(m, n + 1), c, 1), c)


@tangent(special.pro_cv_seq)
def pro_cv_seq_tangent(m: Any, n: Any, c: Any, *, out: Any, c_dot: Any) -> Any:
    """The prolate eigenvalues of the degrees from m to n."""
    return COUNT, COUNT, spheroidal_slope(m, np.arange(m, n + 1), c, 1) * c_dot


@adjoint(special.obl_cv_seq)
def obl_cv_seq(m: Any, n: Any, c: Any, *, out: Any, out_bar: Any) -> Any:
    """The oblate eigenvalues of the degrees from m to n."""
    return COUNT, COUNT, unbroadcast(out_bar * spheroidal_slope(m, np.arange(m, n + 1), c, -1), c)


@tangent(special.obl_cv_seq)
def obl_cv_seq_tangent(m: Any, n: Any, c: Any, *, out: Any, c_dot: Any) -> Any:
    """The oblate eigenvalues of the degrees from m to n."""
    return COUNT, COUNT, spheroidal_slope(m, np.arange(m, n + 1), c, -1) * c_dot


# Gauss's quadrature (Golub and Welsch 1969): the nodes are the eigenvalues of the tridiagonal matrix of the recurrence
# `x p[k] = root[k + 1] p[k + 1] + middle[k] p[k] + root[k] p[k - 1]` of the polynomials of unit norm.


def gauss(middle: Any, square: Any, whole: Any, mu: Any) -> Any:
    """Nodes and weights, from the recurrence and the integral of the weight; `square` starts with k = 1."""
    root = np.sqrt(square)
    nodes = np.linalg.eigvalsh(np.diag(middle) + np.diag(root, 1) + np.diag(root, -1))
    last, now = np.zeros_like(nodes), np.ones_like(nodes)
    total = np.ones_like(nodes)
    for k in range(len(middle) - 1):
        step = (nodes - middle[k]) * now
        if k > 0:
            step = step - root[k - 1] * last
        last, now = now, step / root[k]
        total = total + now * now
    if mu:
        return nodes, whole / total, whole
    return nodes, whole / total


def jacobi_recurrence(n: Any, alpha: Any, beta: Any) -> Any:
    """Of Jacobi's polynomials (DLMF 18.9.2, scaled), with the first terms where the others are 0/0."""
    both = alpha + beta
    k = np.arange(1, n)
    middle = (beta - alpha) * both / ((2 * k + both) * (2 * k + both + 2))
    j = np.arange(2, n)
    width = 2 * j + both
    square = 4 * j * (j + alpha) * (j + beta) * (j + both) / (width * width * (width + 1) * (width - 1))
    second = np.array([4 * (1 + alpha) * (1 + beta) / ((2 + both) ** 2 * (3 + both))])[: n - 1]
    return np.concatenate((np.array([(beta - alpha) / (both + 2)]), middle)), np.concatenate((second, square))


@definition(special.roots_jacobi)
def roots_jacobi(n: Any, alpha: Any, beta: Any, mu: Any = False) -> Any:
    """The weight is `(1 - x)**alpha (1 + x)**beta` on [-1, 1]."""
    middle, square = jacobi_recurrence(n, alpha, beta)
    return gauss(middle, square, 2.0 ** (alpha + beta + 1) * special.beta(alpha + 1, beta + 1), mu)


@definition(special.roots_gegenbauer)
def roots_gegenbauer(n: Any, alpha: Any, mu: Any = False) -> Any:
    """The weight is `(1 - x**2)**(alpha - 1/2)` on [-1, 1]."""
    middle, square = jacobi_recurrence(n, alpha - 0.5, alpha - 0.5)
    return gauss(middle, square, 4.0**alpha * special.beta(alpha + 0.5, alpha + 0.5), mu)


@definition(special.roots_sh_jacobi)
def roots_sh_jacobi(n: Any, p1: Any, q1: Any, mu: Any = False) -> Any:
    """The weight is `(1 - x)**(p1 - q1) x**(q1 - 1)` on [0, 1]."""
    middle, square = jacobi_recurrence(n, p1 - q1, q1 - 1)
    return gauss((middle + 1) / 2, square / 4, special.beta(p1 - q1 + 1, q1), mu)


@definition(special.roots_genlaguerre)
def roots_genlaguerre(n: Any, alpha: Any, mu: Any = False) -> Any:
    """The weight is `x**alpha exp(-x)` on the half line (DLMF 18.9.14)."""
    k = np.arange(1, n)
    return gauss(2.0 * np.arange(n) + alpha + 1, k * (k + alpha), special.gamma(alpha + 1), mu)
