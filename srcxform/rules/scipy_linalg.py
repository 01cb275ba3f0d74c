"""scipy.linalg: solutions of linear and matrix equations, inverses, determinants and norms.

The solvers of SciPy read only the part of a matrix that they are told to (`lower`, `assume_a`); so do the derivatives.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from srcxform.rules import linalg, norms
from srcxform.rules.linalg import from_triangle, hermitian, to_triangle
from srcxform.rules.registry import adjoint, no_rule, nondifferentiable, tangent
from srcxform.runtime import unbroadcast

LEFT_OUT = {
    "scipy.linalg.cdf2rdf": "a change of form between real and complex eigenvectors",
    "scipy.linalg.cho_solve_banded": "use `scipy.linalg.solveh_banded`",
    "scipy.linalg.cholesky_banded": "write the matrix in full, or use `scipy.linalg.solveh_banded`",
    "scipy.linalg.clarkson_woodruff_transform": "a random sketch: multiply by a drawn matrix of your own",
    "scipy.linalg.cossin": "the bases are free to turn within their subspaces",
    "scipy.linalg.find_best_blas_type": "a function of types",
    "scipy.linalg.get_blas_funcs": "gives compiled functions: use those of `numpy` and `scipy.linalg`",
    "scipy.linalg.get_lapack_funcs": "gives compiled functions: use those of `scipy.linalg`",
    "scipy.linalg.expm_cond": "a condition number, found by a search",
    "scipy.linalg.fiedler_companion": "use `scipy.linalg.companion`, which has the same eigenvalues",
    "scipy.linalg.funm": "the function is any Python function: use `expm`, `logm`, `fractional_matrix_power`",
    "scipy.linalg.hessenberg": "the basis is an artefact of the algorithm",
    "scipy.linalg.ldl": "its pivots have blocks of two: use `scipy.linalg.cholesky` or `lu`",
    "scipy.linalg.matrix_balance": "scales by powers of two",
    "scipy.linalg.null_space": "the basis is free to turn within the subspace",
    "scipy.linalg.ordqz": "see `scipy.linalg.qz`",
    "scipy.linalg.orth": "the basis is free to turn within the subspace; use `scipy.linalg.qr`",
    "scipy.linalg.qr_delete": "an update of a factorisation: factorise the changed matrix",
    "scipy.linalg.qr_insert": "an update of a factorisation: factorise the changed matrix",
    "scipy.linalg.qr_multiply": "use `scipy.linalg.qr` and `@`",
    "scipy.linalg.qr_update": "an update of a factorisation: factorise the changed matrix",
    "scipy.linalg.qz": "the order of eigenvalues on the diagonal is an artefact: use `scipy.linalg.eig`",
    "scipy.linalg.rsf2csf": "a change of form of `schur`",
    "scipy.linalg.schur": "the order of eigenvalues on the diagonal is an artefact: use `scipy.linalg.eig`",
}
"""Public functions that have no rule, and why."""

nondifferentiable(
    (
        scipy.linalg.bandwidth,
        scipy.linalg.dft,
        scipy.linalg.hadamard,
        scipy.linalg.helmert,
        scipy.linalg.hilbert,
        scipy.linalg.invhilbert,
        scipy.linalg.invpascal,
        scipy.linalg.ishermitian,
        scipy.linalg.issymmetric,
        scipy.linalg.pascal,
    )
)


def refuse_overwriting(first: Any, second: Any) -> Any:
    """An operand that was overwritten is not there any more when the derivative asks for it."""
    if first or second:
        return no_rule("what is overwritten has no derivative rule", "leave `overwrite_...=True` out")
    return None


def outer(left: Any, right: Any, b: Any) -> Any:
    """The sum of `left @ right.H` over the right-hand sides; `b` tells whether they are vectors."""
    if np.ndim(b) > 1:
        return left @ hermitian(right)
    return np.expand_dims(left, -1) * np.expand_dims(np.conj(right), -2)


def as_columns(x: Any, a: Any, b: Any) -> Any:
    """One vector for each matrix of the stack `a`, as a matrix of one column; other right-hand sides stay."""
    return np.expand_dims(x, -1) if np.ndim(b) == 1 and np.ndim(a) > 2 else x


def from_columns(x: Any, a: Any, b: Any) -> Any:
    """The inverse of `as_columns`."""
    return x[..., 0] if np.ndim(b) == 1 and np.ndim(a) > 2 else x


def over_stack(g: Any, like: Any) -> Any:
    """The adjoint of an operand, whose stack may have been broadcast; single vectors and matrices are not."""
    return g if np.ndim(g) == np.ndim(like) <= 2 else unbroadcast(g, like)


# General systems


def meant(x: Any, structure: Any, lower: Any) -> Any:
    """The matrix that is meant by the part that is read, as a linear function of `x`."""
    if structure == "upper triangular":
        return np.triu(x)
    if structure == "lower triangular":
        return np.tril(x)
    if structure == "diagonal":
        return np.triu(np.tril(x))
    if structure == "tridiagonal":
        return np.triu(np.tril(x, 1), -1)
    if structure == "sym" or structure == "symmetric":
        return np.tril(x) + transposed_of(np.tril(x, -1)) if lower else np.triu(x) + transposed_of(np.triu(x, 1))
    if structure in ("her", "hermitian", "pos", "positive definite"):
        return from_triangle(x, not lower)
    return x


def read_part(g: Any, structure: Any, lower: Any) -> Any:
    """The transpose of `meant`."""
    if structure == "sym" or structure == "symmetric":
        both = transposed_of(g)
        return np.tril(g) + np.tril(both, -1) if lower else np.triu(g) + np.triu(both, 1)
    if structure in ("her", "hermitian", "pos", "positive definite"):
        return to_triangle(g, not lower)
    return meant(g, structure, lower)


def transposed_of(x: Any) -> Any:
    """The transpose of a matrix, or of each in a stack."""
    return np.transpose(x) if np.ndim(x) == 2 else np.swapaxes(x, -1, -2)


def flipped(structure: Any) -> Any:
    """The structure of the transpose."""
    if structure == "upper triangular":
        return "lower triangular"
    return "upper triangular" if structure == "lower triangular" else structure


@adjoint(scipy.linalg.solve)
def solve(
    a: Any, b: Any, lower: Any = False, overwrite_a: Any = False, overwrite_b: Any = False, check_finite: Any = True,
    assume_a: Any = None, transposed: Any = False, *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """By `a @ dx = db - da @ x`: one more system, with the conjugate transpose."""
    refuse_overwriting(overwrite_a, overwrite_b)
    g = as_columns(out_bar, a, b)
    if transposed:
        b_bar = from_columns(scipy.linalg.solve(a, g, lower=lower, assume_a=assume_a), a, b)
        a_bar = -transposed_of(outer(b_bar, out, b))
    else:
        b_bar = scipy.linalg.solve(hermitian(a), g, lower=not lower, assume_a=flipped(assume_a))
        b_bar = from_columns(b_bar, a, b)
        a_bar = -outer(b_bar, out, b)
    return over_stack(read_part(a_bar, assume_a, lower), a), over_stack(b_bar, b)


@tangent(scipy.linalg.solve)
def solve_tangent(
    a: Any, b: Any, lower: Any = False, overwrite_a: Any = False, overwrite_b: Any = False, check_finite: Any = True,
    assume_a: Any = None, transposed: Any = False, *, out: Any, a_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """By `a @ dx = db - da @ x`."""
    refuse_overwriting(overwrite_a, overwrite_b)
    change = meant(a_dot, assume_a, lower)
    change = (transposed_of(change) if transposed else change) @ as_columns(out, a, b)
    by_a = -scipy.linalg.solve(a, change, lower=lower, assume_a=assume_a, transposed=transposed)
    return from_columns(by_a, a, b), scipy.linalg.solve(a, b_dot, lower=lower, assume_a=assume_a, transposed=transposed)


@adjoint(scipy.linalg.solve_triangular)
def solve_triangular(
    a: Any, b: Any, trans: Any = 0, lower: Any = False, unit_diagonal: Any = False, overwrite_b: Any = False,
    check_finite: Any = True, *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """By `op(a) @ dx = db - op(da) @ x`; what is not read has no derivative, and neither has a unit diagonal."""
    refuse_overwriting(overwrite_b, False)
    g = as_columns(out_bar, a, b)
    if trans in (0, "N"):
        b_bar = from_columns(scipy.linalg.solve_triangular(a, g, "C", lower, unit_diagonal), a, b)
        a_bar = -outer(b_bar, out, b)
    elif trans in (1, "T"):
        b_bar = from_columns(scipy.linalg.solve_triangular(np.conj(a), g, 0, lower, unit_diagonal), a, b)
        a_bar = -transposed_of(outer(b_bar, out, b))
    else:
        b_bar = from_columns(scipy.linalg.solve_triangular(a, g, 0, lower, unit_diagonal), a, b)
        a_bar = -outer(out, b_bar, b)
    return over_stack(triangle_read(a_bar, lower, unit_diagonal), a), over_stack(b_bar, b)


def triangle_read(x: Any, lower: Any, unit_diagonal: Any) -> Any:
    """One triangle of `x`, without its diagonal where that is taken as 1."""
    start = 1 if unit_diagonal else 0
    return np.tril(x, -start) if lower else np.triu(x, start)


@tangent(scipy.linalg.solve_triangular)
def solve_triangular_tangent(
    a: Any, b: Any, trans: Any = 0, lower: Any = False, unit_diagonal: Any = False, overwrite_b: Any = False,
    check_finite: Any = True, *, out: Any, a_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """By `op(a) @ dx = db - op(da) @ x`."""
    refuse_overwriting(overwrite_b, False)
    change = triangle_read(a_dot, lower, unit_diagonal)
    if trans not in (0, "N"):
        change = transposed_of(change) if trans in (1, "T") else hermitian(change)
    by_a = -scipy.linalg.solve_triangular(a, change @ as_columns(out, a, b), trans, lower, unit_diagonal)
    return from_columns(by_a, a, b), scipy.linalg.solve_triangular(a, b_dot, trans, lower, unit_diagonal)


@adjoint(scipy.linalg.cho_solve)
def cho_solve(
    c_and_lower: Any, b: Any, overwrite_b: Any = False, check_finite: Any = True, *, out: Any, out_bar: Any
) -> Any:
    """The matrix is Hermitian; it moves with its factor by `da = dl @ l.H + l @ dl.H`."""
    refuse_overwriting(overwrite_b, False)
    c, lower = c_and_lower
    b_bar = from_columns(scipy.linalg.cho_solve((c, lower), as_columns(out_bar, c, b)), c, b)
    a_bar = -outer(b_bar, out, b)
    both = a_bar + hermitian(a_bar)
    c_bar = np.tril(both @ np.tril(c)) if lower else np.triu(np.triu(c) @ both)
    return (over_stack(c_bar, c), None), over_stack(b_bar, b)


@tangent(scipy.linalg.cho_solve)
def cho_solve_tangent(
    c_and_lower: Any, b: Any, overwrite_b: Any = False, check_finite: Any = True,
    *, out: Any, c_and_lower_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """By `a @ dx = db - da @ x`."""
    refuse_overwriting(overwrite_b, False)
    c, lower = c_and_lower
    factor = np.tril(c) if lower else hermitian(np.triu(c))
    factor_dot = np.tril(c_and_lower_dot[0]) if lower else hermitian(np.triu(c_and_lower_dot[0]))
    change = factor_dot @ hermitian(factor)
    change = change + hermitian(change)
    by_c = -scipy.linalg.cho_solve((c, lower), change @ as_columns(out, c, b))
    return from_columns(by_c, c, b), scipy.linalg.cho_solve((c, lower), b_dot)


# Inverses, determinants, norms: those of NumPy, with more options


@adjoint(scipy.linalg.inv)
def inv(
    a: Any, overwrite_a: Any = False, check_finite: Any = True, *, assume_a: Any = None, lower: Any = False,
    out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """By `d(inv(a)) = -inv(a) @ da @ inv(a)`."""
    refuse_overwriting(overwrite_a, assume_a == "diagonal")  # it copies what is beside the diagonal
    return read_part(linalg.inv(a, out=out, out_bar=out_bar), assume_a, lower)


@tangent(scipy.linalg.inv)
def inv_tangent(
    a: Any, overwrite_a: Any = False, check_finite: Any = True, *, assume_a: Any = None, lower: Any = False,
    out: Any, a_dot: Any,
) -> Any:  # fmt: skip
    """By `d(inv(a)) = -inv(a) @ da @ inv(a)`."""
    refuse_overwriting(overwrite_a, assume_a == "diagonal")
    return linalg.inv_tangent(a, out=out, a_dot=meant(a_dot, assume_a, lower))


@adjoint(scipy.linalg.det)
def det(a: Any, overwrite_a: Any = False, check_finite: Any = True, *, out: Any, out_bar: Any) -> Any:
    """By `d(det(a)) = det(a) * trace(inv(a) @ da)`."""
    refuse_overwriting(overwrite_a, False)
    return linalg.det(a, out=out, out_bar=out_bar)


@tangent(scipy.linalg.det)
def det_tangent(a: Any, overwrite_a: Any = False, check_finite: Any = True, *, out: Any, a_dot: Any) -> Any:
    """By `d(det(a)) = det(a) * trace(inv(a) @ da)`."""
    refuse_overwriting(overwrite_a, False)
    return linalg.det_tangent(a, out=out, a_dot=a_dot)


@adjoint(scipy.linalg.norm)
def norm(
    a: Any, ord: Any = None, axis: Any = None, keepdims: Any = False, check_finite: Any = True,
    *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """Norms of vectors and matrices."""
    if ord in (1, -1, np.inf, -np.inf):
        out = np.linalg.norm(a, ord, axis, keepdims)  # LAPACK adds in another order, and it must be the largest sum
    return norms.norm(a, ord, axis, keepdims, out=out, out_bar=out_bar)


@tangent(scipy.linalg.norm)
def norm_tangent(
    a: Any, ord: Any = None, axis: Any = None, keepdims: Any = False, check_finite: Any = True, *, out: Any, a_dot: Any
) -> Any:
    """Norms of vectors and matrices."""
    if ord in (1, -1, np.inf, -np.inf):
        out = np.linalg.norm(a, ord, axis, keepdims)
    return norms.norm_tangent(a, ord, axis, keepdims, out=out, x_dot=a_dot)
