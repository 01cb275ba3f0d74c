"""Polynomials by their coefficients, the highest power first."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.polynomial_fits import solved
from srcxform.rules.registry import adjoint, definition, tangent
from srcxform.runtime import in_type_of


@adjoint(np.polyval)
def polyval(p: Any, x: Any, *, out_bar: Any) -> Any:
    """The value is linear in the coefficients, with the powers of `x` as factors."""
    powers = np.vander(np.conj(np.ravel(x)), len(p))
    return np.ravel(out_bar) @ powers, out_bar * np.conj(np.polyval(derived(p), x))


@tangent(np.polyval)
def polyval_tangent(p: Any, x: Any, *, p_dot: Any, x_dot: Any) -> Any:
    """Linear in the coefficients."""
    return np.polyval(p_dot, x), np.polyval(derived(p), x) * x_dot


def derived(p: Any) -> Any:
    """The coefficients of the derivative."""
    return p[:-1] * np.arange(len(p) - 1, 0, -1)


@adjoint(np.vander)
def vander(x: Any, N: Any = None, increasing: Any = False, *, out_bar: Any) -> Any:
    """Each row holds the powers of one element."""
    return np.sum(out_bar * np.conj(vander_slope(x, N, increasing)), axis=1)


@tangent(np.vander)
def vander_tangent(x: Any, N: Any = None, increasing: Any = False, *, x_dot: Any) -> Any:
    """Each row holds the powers of one element."""
    return vander_slope(x, N, increasing) * np.expand_dims(x_dot, -1)


def vander_slope(x: Any, N: Any, increasing: Any) -> Any:
    """The derivatives of the powers."""
    rising = np.arange(len(x) if N is None else N)
    powers = rising if increasing else rising[::-1]
    return powers * np.expand_dims(x, -1) ** np.maximum(powers - 1, 0)


# Sums, products, quotients


def at_the_end(p: Any, count: Any) -> Any:
    """The coefficients behind zeros, so many in all."""
    return np.concatenate((np.zeros(max(count - len(p), 0)), p))


@definition(np.polyadd)
def polyadd(a1: Any, a2: Any) -> Any:
    """Power by power."""
    a1, a2 = np.atleast_1d(a1), np.atleast_1d(a2)
    return at_the_end(a1, len(a2)) + at_the_end(a2, len(a1))


@definition(np.polysub)
def polysub(a1: Any, a2: Any) -> Any:
    """Power by power."""
    a1, a2 = np.atleast_1d(a1), np.atleast_1d(a2)
    return at_the_end(a1, len(a2)) - at_the_end(a2, len(a1))


def without_leading_zeros(p: Any) -> Any:
    """The coefficients from the first that is not 0, or the last one."""
    p = np.atleast_1d(p)
    first = np.flatnonzero(p)
    return p[first[0] :] if len(first) > 0 else p[-1:]


@definition(np.polymul)
def polymul(a1: Any, a2: Any) -> Any:
    """A convolution."""
    return np.convolve(without_leading_zeros(a1), without_leading_zeros(a2))


@definition(np.polydiv)
def polydiv(u: Any, v: Any) -> Any:
    """The quotient and the rest, by long division."""
    divisor, rest = np.atleast_1d(v) * 1.0, np.atleast_1d(u) * 1.0
    size = len(divisor)
    quotient = np.zeros(max(len(rest) - size + 1, 1)) + 0 * (rest[0] + divisor[0])
    for k in range(len(rest) - size + 1):
        share = rest[k] / divisor[0]
        quotient[k] = share
        rest[k : k + size] = rest[k : k + size] - share * divisor
    while np.allclose(rest[0], 0, rtol=1e-14) and len(rest) > 1:
        rest = rest[1:]
    return quotient, rest


@definition(np.polyder)
def polyder(p: Any, m: Any = 1) -> Any:
    """The coefficients of the derivative."""
    result = np.asarray(p)
    for _ in range(m):
        result = derived(result)
    return result


@definition(np.polyint)
def polyint(p: Any, m: Any = 1, k: Any = None) -> Any:
    """The coefficients of an integral, with the constants `k`."""
    if k is None:
        constants = np.zeros(max(m, 1))
    else:
        constants = np.ravel(k) if m == 1 or np.size(k) > 1 else np.ravel(k) * np.ones(m)
    result = np.asarray(p) * 1.0
    for i in range(m):
        result = np.concatenate((result / np.arange(len(result), 0, -1), constants[i : i + 1]))
    return result


# Roots


@adjoint(np.roots)
def roots(p: Any, *, out: Any, out_bar: Any) -> Any:
    """`p'(r) dr = -dp(r)`: a root moves against what the polynomial becomes there."""
    return -(out_bar / np.conj(np.polyval(derived(np.asarray(p)), out))) @ np.conj(np.vander(out, len(p)))


@tangent(np.roots)
def roots_tangent(p: Any, *, out: Any, p_dot: Any) -> Any:
    """`p'(r) dr = -dp(r)`."""
    return -np.polyval(p_dot, out) / np.polyval(derived(np.asarray(p)), out)


@definition(np.poly)
def poly(seq_of_zeros: Any) -> Any:
    """The product of the factors `x - r`; of a matrix, those of its eigenvalues."""
    if np.ndim(seq_of_zeros) == 2:
        return np.real(from_zeros(np.linalg.eigvals(seq_of_zeros)))
    zeros = np.atleast_1d(seq_of_zeros)
    result = from_zeros(zeros)
    # Zeros in conjugate pairs make real coefficients.
    if np.iscomplexobj(zeros) and np.all(np.sort(zeros) == np.sort(np.conj(zeros))):
        return np.real(result)
    return result


def from_zeros(zeros: Any) -> Any:
    """The product of the factors `x - r`."""
    result = in_type_of(np.ones(1), zeros)
    for k in range(len(zeros)):
        result = np.convolve(result, np.stack((1 + 0 * zeros[k], -zeros[k])))
    return result


# Least squares


@definition(np.polyfit)
def polyfit(x: Any, y: Any, deg: Any, rcond: Any = None, full: Any = False, w: Any = None, cov: Any = False) -> Any:
    """The coefficients of the best polynomial."""
    values = np.vander(np.asarray(x) * 1.0, deg + 1)
    solution, residuals, rank, s, limit = solved(values, y, rcond, w, len(x))
    if full:
        return solution, residuals, rank, s, limit
    if not cov:
        return solution
    weighted = values if w is None else values * np.asarray(w)[:, np.newaxis]
    base = np.linalg.inv(weighted.T @ weighted)
    if cov == "unscaled":
        return solution, base
    deviation = values @ solution - y
    scaled = deviation if w is None else deviation * (w if np.ndim(y) == 1 else np.asarray(w)[:, np.newaxis])
    factor = np.sum(scaled**2, axis=0) / (len(x) - deg - 1)
    return solution, base * factor if np.ndim(y) == 1 else base[:, :, np.newaxis] * factor


# Polynomials as objects


@definition(np.poly1d.__call__)
def call_poly1d(self: Any, val: Any) -> Any:
    """A polynomial that was made outside of the program."""
    return np.polyval(self.coeffs, val)


@definition(np.poly1d.deriv)
def slope_of_poly1d(self: Any, m: Any = 1) -> Any:
    """The slope of a polynomial that was made outside of the program."""
    return OldPolynomial(np.polyder(self.coeffs, m))


@definition(np.poly1d.integ)
def integral_of_poly1d(self: Any, m: Any = 1, k: Any = 0) -> Any:
    """An integral of a polynomial that was made outside of the program."""
    return OldPolynomial(np.polyint(self.coeffs, m, k))


class OldPolynomial:
    """A polynomial that is made inside the program: its coefficients may be active."""

    def __init__(self, coeffs: Any) -> None:
        self.coeffs = coeffs
        self.c = coeffs

    @property
    def order(self) -> Any:
        """The highest power."""
        return len(self.coeffs) - 1

    @property
    def r(self) -> Any:
        """The roots."""
        return np.roots(self.coeffs)

    @property
    def roots(self) -> Any:
        """The roots."""
        return np.roots(self.coeffs)

    def __call__(self, val: Any) -> Any:
        return np.polyval(self.coeffs, val)

    def deriv(self, m: Any = 1) -> Any:
        """The derivative."""
        return OldPolynomial(np.polyder(self.coeffs, m))

    def integ(self, m: Any = 1, k: Any = 0) -> Any:
        """An integral."""
        return OldPolynomial(np.polyint(self.coeffs, m, k))

    def __neg__(self) -> Any:
        return OldPolynomial(-self.coeffs)

    def __add__(self, other: Any) -> Any:
        return OldPolynomial(np.polyadd(self.coeffs, coeffs_of(other)))

    def __radd__(self, other: Any) -> Any:
        return OldPolynomial(np.polyadd(coeffs_of(other), self.coeffs))

    def __sub__(self, other: Any) -> Any:
        return OldPolynomial(np.polysub(self.coeffs, coeffs_of(other)))

    def __rsub__(self, other: Any) -> Any:
        return OldPolynomial(np.polysub(coeffs_of(other), self.coeffs))

    def __mul__(self, other: Any) -> Any:
        return OldPolynomial(np.polymul(self.coeffs, coeffs_of(other)))

    def __rmul__(self, other: Any) -> Any:
        return OldPolynomial(np.polymul(coeffs_of(other), self.coeffs))

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, OldPolynomial):
            quotient, rest = np.polydiv(self.coeffs, other.coeffs)
            return OldPolynomial(quotient), OldPolynomial(rest)
        return OldPolynomial(self.coeffs / other)

    def __pow__(self, val: Any) -> Any:
        result = OldPolynomial(np.ones(1))
        for _ in range(val):
            result = OldPolynomial(np.polymul(result.coeffs, self.coeffs))
        return result


def coeffs_of(other: Any) -> Any:
    """The coefficients of another operand, which may be a number."""
    return other.coeffs if isinstance(other, OldPolynomial) else np.atleast_1d(other)


@definition(np.poly1d)
def poly1d(c_or_r: Any, r: Any = False, variable: Any = None) -> Any:
    """A polynomial of coefficients, or of roots."""
    return OldPolynomial(np.poly(c_or_r) if r else without_leading_zeros(c_or_r))
