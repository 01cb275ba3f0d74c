"""`numpy.polynomial`: series in six bases, by what they have in common.

A series is linear in its coefficients, and its slope is that of another series in the same basis. To multiply by a
fixed series is self-adjoint in the inner product of an orthogonal basis (DLMF 18.2.1), in which the k-th polynomial
has the square norm h_k (DLMF Table 18.3.1): so the transpose of a product is a product again, `h * (c (g / h))`.

NumPy cuts off coefficients of 0 at the end of results; their adjoints are those of the zeros that were cut off.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev, hermite, hermite_e, laguerre, legendre, polynomial

from srcxform.rules.registry import adjoint, definition, linear, no_rule, nondifferentiable, tangent
from srcxform.runtime import fitted, unbroadcast


@linear(fitted)
def fitted_transpose(c: Any, count: Any, *, out_bar: Any) -> Any:
    """What was cut off gets 0, and what was added is lost."""
    return fitted(out_bar, len(c))


# The square norms of the bases, up to a common factor


def power_norms(count: Any) -> Any:
    """Powers of x are orthogonal on the unit circle."""
    return np.ones(count)


def chebyshev_norms(count: Any) -> Any:
    """One for each, but 2 for the constant."""
    return 1.0 + (np.arange(count) == 0)


def legendre_norms(count: Any) -> Any:
    """`1 / (2 k + 1)`."""
    return 1 / (2 * np.arange(count) + 1)


def laguerre_norms(count: Any) -> Any:
    """One for each."""
    return np.ones(count)


def hermite_norms(count: Any) -> Any:
    """`2 ** k k!`."""
    return np.cumprod(np.maximum(2.0 * np.arange(count), 1))


def hermite_e_norms(count: Any) -> Any:
    """`k!`."""
    return np.cumprod(np.maximum(1.0 * np.arange(count), 1))


BASES: tuple[tuple[ModuleType, str, Any], ...] = (
    (polynomial, "poly", power_norms),
    (chebyshev, "cheb", chebyshev_norms),
    (legendre, "leg", legendre_norms),
    (laguerre, "lag", laguerre_norms),
    (hermite, "herm", hermite_norms),
    (hermite_e, "herme", hermite_e_norms),
)


# Values


def register_values(val: Any, vander: Any, der: Any) -> None:
    """The value of a series, and the values of all polynomials of the basis."""

    @adjoint(val)
    def val_adjoint(x: Any, c: Any, tensor: Any = True, *, out_bar: Any) -> Any:
        """The values of the polynomials are the weights of the coefficients."""
        count = np.shape(c)[0]
        x_bar = unbroadcast(out_bar * np.conj(val(x, der(c), tensor)), x)
        weights = np.reshape(np.conj(vander(np.ravel(x), count - 1)), (*np.shape(x), count))
        if tensor:
            rest = np.ndim(c) - 1
            axes = (tuple(range(np.ndim(x))), tuple(range(rest, rest + np.ndim(x))))
            return x_bar, np.tensordot(weights, out_bar, axes)
        rank = max(np.ndim(x), np.ndim(c) - 1)
        rows = np.reshape(np.moveaxis(weights, -1, 0), (count, *((1,) * (rank - np.ndim(x))), *np.shape(x)))
        aligned = np.reshape(c, (count, *((1,) * (rank - np.ndim(c) + 1)), *np.shape(c)[1:]))
        return x_bar, np.reshape(unbroadcast(rows * out_bar, aligned), np.shape(c))

    @tangent(val)
    def val_tangent(x: Any, c: Any, tensor: Any = True, *, x_dot: Any, c_dot: Any) -> Any:
        """Linear in the coefficients."""
        return val(x, der(c), tensor) * x_dot, val(x, c_dot, tensor)

    @adjoint(vander)
    def vander_adjoint(x: Any, deg: Any, *, out_bar: Any) -> Any:
        """Each row has the values at one point."""
        slopes = vander(x, max(deg - 1, 0)) @ der(np.eye(deg + 1))
        return np.reshape(np.sum(out_bar * np.conj(slopes), axis=-1), np.shape(x))

    @tangent(vander)
    def vander_tangent(x: Any, deg: Any, *, x_dot: Any) -> Any:
        """Each row has the values at one point."""
        return vander(x, max(deg - 1, 0)) @ der(np.eye(deg + 1)) * np.expand_dims(np.atleast_1d(x_dot), -1)


def register_grids(module: Any, prefix: str, val: Any, vander: Any) -> None:
    """Values at points of the plane and of space: one coordinate after the other."""

    @definition(getattr(module, f"{prefix}val2d"))
    def val2d(x: Any, y: Any, c: Any) -> Any:
        """At points of the plane."""
        return val(y, val(x, c), False)

    @definition(getattr(module, f"{prefix}val3d"))
    def val3d(x: Any, y: Any, z: Any, c: Any) -> Any:
        """At points of space."""
        return val(z, val(y, val(x, c), False), False)

    if hasattr(module, f"{prefix}valnd"):  # since NumPy 2.5

        @definition(getattr(module, f"{prefix}valnd"))
        def valnd(pts: Any, c: Any) -> Any:
            """At points of a space of any dimension."""
            if len(pts) == 1:
                return val(pts[0], c)
            if len(pts) == 2:
                return val2d(pts[0], pts[1], c)
            if len(pts) == 3:
                return val3d(pts[0], pts[1], pts[2], c)
            return no_rule("more than three coordinates have no derivative rule", "evaluate one after the other")

    @definition(getattr(module, f"{prefix}grid2d"))
    def grid2d(x: Any, y: Any, c: Any) -> Any:
        """At all pairs of coordinates."""
        return val(y, val(x, c))

    @definition(getattr(module, f"{prefix}grid3d"))
    def grid3d(x: Any, y: Any, z: Any, c: Any) -> Any:
        """At all triples of coordinates."""
        return val(z, val(y, val(x, c)))

    @definition(getattr(module, f"{prefix}vander2d"))
    def vander2d(x: Any, y: Any, deg: Any) -> Any:
        """The products of the values along two axes."""
        products = np.expand_dims(vander(x, deg[0]), -1) * np.expand_dims(vander(y, deg[1]), -2)
        return np.reshape(products, (*np.shape(products)[:-2], -1))

    @definition(getattr(module, f"{prefix}vander3d"))
    def vander3d(x: Any, y: Any, z: Any, deg: Any) -> Any:
        """The products of the values along three axes."""
        pairs = np.expand_dims(vander(x, deg[0]), -1) * np.expand_dims(vander(y, deg[1]), -2)
        products = np.expand_dims(pairs, -1) * np.expand_dims(vander(z, deg[2]), (-2, -3))
        return np.reshape(products, (*np.shape(products)[:-3], -1))


# Slopes and integrals


def register_calculus(val: Any, der: Any, integ: Any) -> None:
    """Both are linear in the coefficients."""

    @adjoint(der)
    def der_adjoint(c: Any, m: Any = 1, scl: Any = 1, axis: Any = 0, *, out: Any, out_bar: Any) -> Any:
        """By the matrix of the slopes."""
        rows = np.tensordot(der(np.eye(np.shape(c)[axis]), m).T, np.moveaxis(out_bar, axis, 0), 1)
        scale_bar = m / np.conj(scl) * np.sum(np.conj(out) * out_bar)
        return np.conj(scl**m) * np.moveaxis(rows, 0, axis), None, scale_bar

    @tangent(der)
    def der_tangent(c: Any, m: Any = 1, scl: Any = 1, axis: Any = 0, *, out: Any, c_dot: Any, scl_dot: Any) -> Any:
        """Linear, and a power of the scale."""
        return der(c_dot, m, 1, axis) * scl**m, None, m / scl * out * scl_dot

    @definition(integ)
    def integral(c: Any, m: Any = 1, k: Any = (), lbnd: Any = 0, scl: Any = 1, axis: Any = 0) -> Any:
        """A fixed matrix gives an integral; the constant makes it `k` at the lower bound."""
        rows = np.moveaxis(np.asarray(c) * 1.0, axis, 0)
        given = np.ravel(k) * 1.0
        constants = fitted(given, m)
        for i in range(m):
            if len(rows) == 1 and np.all(rows == 0):
                rows = rows * scl + constants[i]
            else:
                rows = scl * np.tensordot(integ(np.eye(len(rows))), rows, 1)
                start = constants[i] - val(lbnd, rows)
                rows = np.concatenate((rows[:1] + start, rows[1:]))
        return np.moveaxis(rows, 0, axis)


# Arithmetic


def register_sums(add: Any, sub: Any) -> None:
    """The shorter series has zeros behind it."""

    @adjoint(add)
    def add_adjoint(c1: Any, c2: Any, *, out_bar: Any) -> Any:
        """Coefficient by coefficient."""
        return fitted(out_bar, len(c1)), fitted(out_bar, len(c2))

    @tangent(add)
    def add_tangent(c1: Any, c2: Any, *, out: Any, c1_dot: Any, c2_dot: Any) -> Any:
        """Coefficient by coefficient."""
        return fitted(c1_dot, len(out)), fitted(c2_dot, len(out))

    @adjoint(sub)
    def sub_adjoint(c1: Any, c2: Any, *, out_bar: Any) -> Any:
        """Coefficient by coefficient."""
        return fitted(out_bar, len(c1)), -fitted(out_bar, len(c2))

    @tangent(sub)
    def sub_tangent(c1: Any, c2: Any, *, out: Any, c1_dot: Any, c2_dot: Any) -> Any:
        """Coefficient by coefficient."""
        return fitted(c1_dot, len(out)), -fitted(c2_dot, len(out))


def transposed_power_product(c: Any, g: Any, count: Any) -> Any:
    """The transpose of the product of powers: a correlation."""
    whole = fitted(g, len(c) + count - 1)
    return np.convolve(whole, np.conj(c)[::-1])[len(c) - 1 : len(c) - 1 + count]


def transposed_by(mul: Any, norms: Any) -> Any:
    """The transpose of the product of orthogonal polynomials."""

    def transposed_product(c: Any, g: Any, count: Any) -> Any:
        """What `count` coefficients get of the adjoint `g` of their product with `c`."""
        size = len(c) + count - 1
        return norms(count) * fitted(mul(np.conj(c), fitted(g, size) / norms(size)), count)

    return transposed_product


def register_products(module: Any, prefix: str, mul: Any, transposed_product: Any) -> None:
    """Products, powers and quotients."""
    mulx, div = getattr(module, f"{prefix}mulx"), getattr(module, f"{prefix}div")
    line = getattr(module, f"{prefix}line")

    @adjoint(mul)
    def mul_adjoint(c1: Any, c2: Any, *, out_bar: Any) -> Any:
        """Linear in either factor."""
        return transposed_product(c2, out_bar, len(c1)), transposed_product(c1, out_bar, len(c2))

    @tangent(mul)
    def mul_tangent(c1: Any, c2: Any, *, out: Any, c1_dot: Any, c2_dot: Any) -> Any:
        """The product rule."""
        return fitted(mul(c1_dot, c2), len(out)), fitted(mul(c1, c2_dot), len(out))

    @adjoint(mulx)
    def mulx_adjoint(c: Any, *, out_bar: Any) -> Any:
        """The product with x."""
        return transposed_product(np.asarray(line(0.0, 1.0)), out_bar, len(c))

    @tangent(mulx)
    def mulx_tangent(c: Any, *, out: Any, c_dot: Any) -> Any:
        """The product with x."""
        return fitted(mulx(c_dot), len(out))

    @definition(getattr(module, f"{prefix}pow"))
    def power(c: Any, pow: Any, maxpower: Any = None) -> Any:
        """A product of equal factors."""
        result = np.ones(1) + 0 * np.asarray(c)[:1]
        for _ in range(pow):
            result = mul(result, c)
        return result

    @adjoint(div)
    def div_adjoint(c1: Any, c2: Any, *, out: Any, out_bar: Any) -> Any:
        """From `c1 = q c2 + r`: the triangular system of the division, transposed, from the lowest power on."""
        margin = len(c2) - 1
        if len(c1) < len(c2):
            return fitted(out_bar[1], len(c1)), np.zeros_like(c2)
        u = fitted(out_bar[1], margin)
        for i in range(len(c1) - margin):
            p = np.conj(mul(np.eye(i + 1)[i], c2))
            u = np.append(u, (out_bar[0][i] - np.dot(p[:-1], u)) / p[-1])
        return u, -transposed_product(out[0], u, len(c2))

    @tangent(div)
    def div_tangent(c1: Any, c2: Any, *, out: Any, c1_dot: Any, c2_dot: Any) -> Any:
        """From `c1_dot - q c2_dot = q_dot c2 + r_dot`: another division by the same series."""
        q1, r1 = div(c1_dot, c2)
        q2, r2 = div(-fitted(mul(out[0], c2_dot), max(len(c1), len(c2))), c2)
        sizes = len(out[0]), len(out[1])
        return (
            (fitted(q1, sizes[0]), fitted(r1, sizes[1])),
            (fitted(q2, sizes[0]), fitted(r2, sizes[1])),
        )


# Roots, lines, least squares


def register_roots(module: Any, prefix: str, val: Any, vander: Any, der: Any, mul: Any) -> None:
    """Roots as implicit functions of the coefficients, and coefficients of roots."""
    roots, companion = getattr(module, f"{prefix}roots"), getattr(module, f"{prefix}companion")
    line = getattr(module, f"{prefix}line")

    @adjoint(roots)
    def roots_adjoint(c: Any, *, out: Any, out_bar: Any) -> Any:
        """`p'(r) dr = -dp(r)`: a root moves against what the series becomes there."""
        return -(out_bar / np.conj(val(out, der(c)))) @ np.conj(vander(out, len(c) - 1))

    @tangent(roots)
    def roots_tangent(c: Any, *, out: Any, c_dot: Any) -> Any:
        """`p'(r) dr = -dp(r)`."""
        return -val(out, c_dot) / val(out, der(c))

    @adjoint(companion)
    def companion_adjoint(c: Any, *, out_bar: Any) -> Any:
        """Only the last column depends on the coefficients: on their ratios to the last one."""
        g = column_of_ratios(companion, len(c)) * out_bar[:, -1]
        last = np.conj(c[-1])
        return np.append(g / last, -np.dot(np.conj(c[:-1]), g) / last**2)

    @tangent(companion)
    def companion_tangent(c: Any, *, out: Any, c_dot: Any) -> Any:
        """Only the last column depends on the coefficients: on their ratios to the last one."""
        ratios_dot = (c_dot[:-1] - c[:-1] * (c_dot[-1] / c[-1])) / c[-1]
        column = np.expand_dims(column_of_ratios(companion, len(c)) * ratios_dot, -1)
        return column * (np.arange(len(c) - 1) == len(c) - 2)

    @definition(getattr(module, f"{prefix}fromroots"))
    def from_roots(roots: Any) -> Any:
        """The product of the factors `x - r`."""
        result = np.ones(1) + 0 * np.asarray(roots)[:1]
        for r in roots:
            result = mul(result, line(-r, 1))
        return result

    @adjoint(line)
    def line_adjoint(off: Any, scl: Any, *, out_bar: Any) -> Any:
        """`off + scl * x`."""
        return out_bar[0], np.dot(line(0, 1), fitted(out_bar, 2))

    @tangent(line)
    def line_tangent(off: Any, scl: Any, *, out: Any, off_dot: Any, scl_dot: Any) -> Any:
        """`off + scl * x`."""
        return fitted(np.reshape(off_dot, (1,)), len(out)), fitted(scl_dot * line(0, 1), len(out))


def column_of_ratios(companion: Any, count: Any) -> Any:
    """The factors of the ratios in the last column of a companion matrix."""
    return (companion(np.ones(count)) - companion(np.eye(count)[-1]))[:, -1]


def register_conversions(to_basis: Any, to_powers: Any) -> None:
    """From powers to the basis and back: linear."""

    @adjoint(to_basis)
    def to_basis_adjoint(pol: Any, *, out_bar: Any) -> Any:
        """By the matrix of the conversion."""
        count = len(pol)
        rows = [np.dot(fitted(to_basis(row), count), fitted(out_bar, count)) for row in np.eye(count)]
        return np.array(rows)

    @tangent(to_basis)
    def to_basis_tangent(pol: Any, *, out: Any, pol_dot: Any) -> Any:
        """The conversion itself."""
        return fitted(to_basis(pol_dot), len(out))

    @adjoint(to_powers)
    def to_powers_adjoint(c: Any, *, out_bar: Any) -> Any:
        """By the matrix of the conversion."""
        count = len(c)
        rows = [np.dot(fitted(to_powers(row), count), fitted(out_bar, count)) for row in np.eye(count)]
        return np.array(rows)

    @tangent(to_powers)
    def to_powers_tangent(c: Any, *, out: Any, c_dot: Any) -> Any:
        """The conversion itself."""
        return fitted(to_powers(c_dot), len(out))


for _module, _prefix, _norms in BASES:
    _val, _vander, _der, _mul = (getattr(_module, _prefix + name) for name in ("val", "vander", "der", "mul"))
    _is_power = _norms is power_norms
    register_values(_val, _vander, _der)
    register_grids(_module, _prefix, _val, _vander)
    register_calculus(_val, _der, getattr(_module, f"{_prefix}int"))
    register_sums(getattr(_module, f"{_prefix}add"), getattr(_module, f"{_prefix}sub"))
    register_products(_module, _prefix, _mul, transposed_power_product if _is_power else transposed_by(_mul, _norms))
    register_roots(_module, _prefix, _val, _vander, _der, _mul)
    if not _is_power:
        register_conversions(getattr(_module, f"poly2{_prefix}"), getattr(_module, f"{_prefix}2poly"))
        nondifferentiable((getattr(_module, f"{_prefix}gauss"),))
