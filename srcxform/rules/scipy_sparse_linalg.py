"""scipy.sparse.linalg: systems with sparse matrices, whose elements and right-hand sides may be active."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse.linalg

from srcxform.rules.registry import definition, no_rule, nondifferentiable
from srcxform.rules.scipy_helpers import left_out
from srcxform.rules.scipy_sparse import Sparse, is_sparse, sparse_of
from srcxform.rules.scipy_sparse_construct import sparse_or_full
from srcxform.rules.scipy_sparse_products import sparse_solved

LEFT_OUT = {
    **left_out(
        "scipy.sparse.linalg",
        "lsmr lsqr",
        "of a matrix without full rank they give the shortest solution: solve the normal equations",
    ),
    **left_out(
        "scipy.sparse.linalg",
        "eigs eigsh lobpcg svds",
        "an approximation by iteration from a random start: use `numpy.linalg.eigh` of `toarray()`",
    ),
    **left_out(
        "scipy.sparse.linalg",
        "expm inv matrix_power",
        "a full matrix in sparse form: use `scipy.linalg` with `toarray()`, or products with vectors",
    ),
    **left_out(
        "scipy.sparse.linalg",
        "expm_multiply funm_multiply_krylov",
        "an approximation whose order is found by a search: use `scipy.linalg.expm` with `toarray()`",
    ),
    **left_out(
        "scipy.sparse.linalg", "LaplacianNd LinearOperator aslinearoperator", "an object: call the product itself"
    ),
    **left_out("scipy.sparse.linalg", "SuperLU spilu", "a factorisation of LAPACK's kind: use `splu` or `spsolve`"),
    "scipy.sparse.linalg.onenormest": "an estimate: use `scipy.sparse.linalg.norm(a, 1)`",
}
"""Public functions that have no rule, and why."""

nondifferentiable(
    (scipy.sparse.linalg.is_sptriangular, scipy.sparse.linalg.spbandwidth, scipy.sparse.linalg.use_solver)
)


def solution(a: Any, b: Any) -> Any:
    """The solution of a system with a full right-hand side."""
    if is_sparse(b):
        return no_rule("a sparse right-hand side has no derivative rule", "use `toarray()`")
    return sparse_solved(a.values, a.rows, a.columns, b)


@definition(scipy.sparse.linalg.spsolve)
def spsolve(A: Any, b: Any, permc_spec: Any = None, use_umfpack: Any = True) -> Any:
    """The solution of a system; that of one column is a vector."""
    x = solution(sparse_or_full(A), b)
    return np.ravel(x) if np.ndim(x) == 2 and np.shape(x)[1] == 1 else x


@definition(scipy.sparse.linalg.spsolve_triangular)
def spsolve_triangular(
    A: Any, b: Any, lower: Any = True, overwrite_A: Any = False, overwrite_b: Any = False, unit_diagonal: Any = False
) -> Any:
    """The system of one triangle."""
    if overwrite_b:
        return no_rule("what is overwritten has no derivative rule", "leave `overwrite_b=True` out")
    a = sparse_of(A)
    if unit_diagonal:
        place = np.arange(a.shape[0])
        rest = a.chosen(np.flatnonzero(a.rows != a.columns))
        a = rest + Sparse(np.ones(a.shape[0]), place, place, a.shape, a.is_matrix)
    return solution(a, b)


class Factorised:
    """What a factorisation of a matrix is good for: systems with it."""

    def __init__(self, matrix: Any) -> None:
        self.matrix = matrix
        self.shape = matrix.shape

    def solve(self, rhs: Any, trans: Any = "N") -> Any:
        """The solution of the system, or of that with the transpose."""
        if trans == "N":
            return solution(self.matrix, rhs)
        return solution(self.matrix.T if trans == "T" else self.matrix.getH(), rhs)

    def __call__(self, b: Any) -> Any:
        return solution(self.matrix, b)


@definition(scipy.sparse.linalg.splu)
def splu(
    A: Any, permc_spec: Any = None, diag_pivot_thresh: Any = None, relax: Any = None, panel_size: Any = None,
    options: Any = None,
) -> Any:  # fmt: skip
    """A factorisation, each use of which is a system."""
    return Factorised(sparse_of(A))


@definition(scipy.sparse.linalg.factorized)
def factorized(A: Any) -> Any:
    """A function that solves systems with a matrix."""
    return Factorised(sparse_or_full(A))


@definition(scipy.sparse.linalg.norm)
def norm(x: Any, ord: Any = None, axis: Any = None) -> Any:
    """Norms of a whole matrix."""
    if axis is not None:
        return no_rule("`axis=` of a norm of a sparse matrix has no derivative rule", "use `toarray()`")
    a = sparse_of(x)
    if ord is None or ord in ("fro", "f"):
        return np.linalg.norm(a.merged().values)
    if ord == 1 or ord == np.inf:
        return largest_sum(abs(a), ord)
    return no_rule("this norm of a sparse matrix has no derivative rule", "use `np.linalg.norm` of `toarray()`")


def largest_sum(a: Any, ord: Any) -> Any:
    """The largest sum of a column, or of a row."""
    return np.max(a.T @ np.ones(a.shape[0]) if ord == 1 else a @ np.ones(a.shape[1]))
