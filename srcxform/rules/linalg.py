"""numpy.linalg: norms, inverses, solutions and determinants, for single matrices and stacks of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, elementwise, linear, nondifferentiable, tangent
from srcxform.runtime import bits_after_first, cofactors, divide_or_zero, half_triangle, solve_triangle, unbroadcast


def hermitian(x: Any) -> Any:
    """The conjugate transpose of a matrix, or of each in a stack."""
    return np.transpose(np.conj(x)) if np.ndim(x) == 2 else np.swapaxes(np.conj(x), -1, -2)


def diagonal_of(x: Any) -> Any:
    """The diagonal of a matrix, or of each in a stack."""
    return np.diagonal(x, axis1=-2, axis2=-1)


def from_triangle(x: Any, upper: Any) -> Any:
    """The Hermitian matrix of which `x` holds one triangle."""
    half = half_triangle(x, upper)
    return half + hermitian(half)


def to_triangle(x: Any, upper: Any) -> Any:
    """The transpose of `from_triangle`."""
    return half_triangle(x + hermitian(x), upper)


def as_columns(x: Any, b: Any) -> Any:
    """`x` as a matrix, where the right-hand side `b` is one vector."""
    return np.expand_dims(x, -1) if np.ndim(b) == 1 else x


def like_solution(x: Any, b: Any) -> Any:
    """A matrix as the solution has it, where the right-hand side `b` is one vector."""
    return x[:, 0] if np.ndim(b) == 1 else x


@elementwise(divide_or_zero)
def divide_or_zero_partials(x: Any, y: Any, *, out: Any) -> Any:
    """Where `y` is 0 the quotient is the constant 0."""
    return divide_or_zero(1, y), -divide_or_zero(out, y)


# Inverses


@adjoint(np.linalg.inv)
def inv(a: Any, *, out: Any, out_bar: Any) -> Any:
    """By `d(inv(a)) = -inv(a) @ da @ inv(a)`."""
    return -(hermitian(out) @ out_bar @ hermitian(out))


@tangent(np.linalg.inv)
def inv_tangent(a: Any, *, out: Any, a_dot: Any) -> Any:
    """By `d(inv(a)) = -inv(a) @ da @ inv(a)`."""
    return -(out @ a_dot @ out)


@adjoint(np.linalg.solve)
def solve(a: Any, b: Any, *, out: Any, out_bar: Any) -> Any:
    """By `a @ dx = db - da @ x`; as in NumPy 2, only `b` of one axis is a vector."""
    if np.ndim(a) == 2 and np.ndim(b) <= 2:
        b_bar = np.linalg.solve(hermitian(a), out_bar)
        return -(np.outer(b_bar, np.conj(out)) if np.ndim(b) == 1 else b_bar @ hermitian(out)), b_bar
    if np.ndim(b) == 1:
        column = np.linalg.solve(hermitian(a), np.expand_dims(out_bar, -1))
        return -(column * np.expand_dims(np.conj(out), -2)), unbroadcast(column[..., 0], b)
    solution = np.linalg.solve(hermitian(a), out_bar)
    return unbroadcast(-(solution @ hermitian(out)), a), unbroadcast(solution, b)


@tangent(np.linalg.solve)
def solve_tangent(a: Any, b: Any, *, out: Any, a_dot: Any, b_dot: Any) -> Any:
    """By `a @ dx = db - da @ x`."""
    if np.ndim(a) > 2 and np.ndim(b) == 1:
        change = np.linalg.solve(a, a_dot @ np.expand_dims(out, -1))[..., 0]
    else:
        change = np.linalg.solve(a, a_dot @ out)
    return -change, np.linalg.solve(a, b_dot)


@linear(half_triangle)
def half_triangle_transpose(x: Any, upper: Any = False, *, out_bar: Any) -> Any:
    """A weight for each element: its own transpose."""
    return half_triangle(out_bar, upper)


# Of triangular matrices. The tangent of a triangle is one: what the adjoint has beside it does not matter.


@adjoint(solve_triangle)
def solve_triangle_adjoint(t: Any, b: Any, lower: Any = False, *, out: Any, out_bar: Any) -> Any:
    """As of `solve`: the transpose is a triangle of the other kind."""
    b_bar = solve_triangle(hermitian(t), out_bar, not lower)
    return -(np.outer(b_bar, np.conj(out)) if np.ndim(b) == 1 else b_bar @ hermitian(out)), b_bar


@tangent(solve_triangle)
def solve_triangle_tangent(t: Any, b: Any, lower: Any = False, *, out: Any, t_dot: Any, b_dot: Any) -> Any:
    """As of `solve`."""
    return -solve_triangle(t, t_dot @ out, lower), solve_triangle(t, b_dot, lower)


@adjoint(np.linalg.matrix_power)
def matrix_power(a: Any, n: Any, *, out: Any, out_bar: Any) -> Any:
    """The sum over all places of the changed factor."""
    if n == 0:
        return None
    return power_change(hermitian(a), n, out_bar)


@tangent(np.linalg.matrix_power)
def matrix_power_tangent(a: Any, n: Any, *, out: Any, a_dot: Any) -> Any:
    """The sum over all places of the changed factor."""
    if n == 0:
        return None
    return power_change(a, n, a_dot)


def power_change(a: Any, n: Any, change: Any) -> Any:
    """The sum of `a**k @ change @ a**(n - 1 - k)` over k, for a change of the matrix."""
    if n > 0:
        return positive_change(a, n, change)
    inverse = np.linalg.inv(a)
    return positive_change(inverse, -n, -(inverse @ change @ inverse))


def positive_change(a: Any, n: Any, change: Any) -> Any:
    """The same for positive n: by squaring, with three products for each one of the power."""
    power, total = a, change
    for bit in bits_after_first(n):
        total = power @ total + total @ power
        power = power @ power
        if bit:
            total = power @ change + total @ a
            power = power @ a
    return total


# Determinants


@adjoint(np.linalg.det)
def det(a: Any, *, out: Any, out_bar: Any) -> Any:
    """The cofactors (Jacobi), which singular matrices have, too."""
    if np.ndim(a) == 2:
        return out_bar * np.conj(cofactors(a, out))
    return np.expand_dims(out_bar, (-2, -1)) * np.conj(cofactors(a, out))


@tangent(np.linalg.det)
def det_tangent(a: Any, *, out: Any, a_dot: Any) -> Any:
    """The cofactors (Jacobi), which singular matrices have, too."""
    return np.sum(cofactors(a, out) * a_dot, axis=(-2, -1))


# The determinant follows from the matrix: what it does to the cofactors is part of what the matrix does.


@adjoint(cofactors)
def cofactors_adjoint(a: Any, determinant: Any, *, out: Any, out_bar: Any) -> Any:
    """The tangent's map, of conjugates: second derivatives are symmetric."""
    return cofactors_change(np.conj(a), np.conj(determinant), np.conj(out), out_bar), None


@tangent(cofactors)
def cofactors_tangent(a: Any, determinant: Any, *, out: Any, a_dot: Any) -> Any:
    """The second derivative of the determinant."""
    return cofactors_change(a, determinant, out, a_dot), None


def cofactors_change(a: Any, determinant: Any, c: Any, change: Any) -> Any:
    """The change of the cofactors `c`: by `d(inv(a))`; if it must be, by products of singular values without two."""
    if is_well_conditioned(a, determinant, c):
        turned = np.linalg.solve(np.swapaxes(a, -1, -2), np.swapaxes(change, -1, -2))
        return np.expand_dims(trace_of(turned), (-2, -1)) * c - turned @ c
    u, s, vh = np.linalg.svd(a)
    inner = hermitian(u) @ change @ hermitian(vh)
    pairs = products_without_two(s)
    diagonal = np.sum(pairs * np.expand_dims(diagonal_of(inner), -2), axis=-1)
    middle = np.expand_dims(diagonal, -1) * np.eye(np.shape(s)[-1]) - pairs * np.swapaxes(inner, -1, -2)
    return np.expand_dims(np.linalg.det(u) * np.linalg.det(vh), (-2, -1)) * (np.conj(u) @ middle @ np.conj(vh))


def is_well_conditioned(a: Any, determinant: Any, c: Any) -> Any:
    """Whether few digits are lost in the inverse `c.T / determinant`; the differences of its products lose them."""
    size = np.linalg.matrix_norm(a) * np.linalg.matrix_norm(c)
    return np.all(np.abs(determinant) > 1e-6 * size)


def products_without_two(s: Any) -> Any:
    """For each i and j the product of all but the i-th and the j-th; 0 for i = j."""
    n = np.shape(s)[-1]
    same = np.eye(n, dtype=np.bool_)
    is_left_out = np.expand_dims(same, 0) | np.expand_dims(same, 1)
    products = np.prod(np.where(is_left_out, 1, np.expand_dims(s, (-3, -2))), axis=-1)
    return np.where(same, 0, products)


def trace_of(x: Any) -> Any:
    """The trace of a matrix, or of each in a stack."""
    return np.trace(x) if np.ndim(x) == 2 else np.trace(x, axis1=-2, axis2=-1)


@adjoint(np.linalg.slogdet)
def slogdet(a: Any, *, out: Any, out_bar: Any) -> Any:
    """The logarithm; and the phase, which a real matrix does not have."""
    sign_bar, logabsdet_bar = out_bar
    weight = logabsdet_bar
    if np.iscomplexobj(a) and sign_bar is not None:
        turn = -1j * np.imag(np.conj(sign_bar) * out[0])
        weight = turn if weight is None else weight + turn
    if weight is None:
        return None
    weight = weight if np.ndim(a) == 2 else np.expand_dims(weight, (-2, -1))
    return weight * hermitian(np.linalg.inv(a))


@tangent(np.linalg.slogdet)
def slogdet_tangent(a: Any, *, out: Any, a_dot: Any) -> Any:
    """The real part of `trace(inv(a) @ da)` for the logarithm, the imaginary one for the phase."""
    change = trace_of(np.linalg.solve(a, a_dot))
    if np.iscomplexobj(a):
        return ((out[0] * (1j * np.imag(change)), np.real(change)),)
    return ((np.zeros_like(out[0]), change),)


nondifferentiable((np.linalg.matrix_rank, bits_after_first))
