"""Products and systems with a sparse matrix that is given by its elements: `values[k]` stands at `rows[k], columns[k]`,
and elements at one place add up. The adjoint of the elements is read off at their places, and never is a full matrix.

These are functions of the run time: they need SciPy, and the rules for them stand below each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import scipy.sparse
import scipy.sparse.linalg

from srcxform.rules.registry import adjoint, nondifferentiable, tangent
from srcxform.runtime import real_like

F = TypeVar("F", bound=Callable[..., Any])


def typed(like: int, givers: tuple[int, ...]) -> Callable[[F], F]:
    """Say which argument the result has the shape of, and which ones make its dtype; specimens do not tell it."""

    def mark(function: F) -> F:
        function.result_like, function.result_dtype = like, givers  # type: ignore[attr-defined]
        return function

    return mark


def sparse_entries(matrix: Any) -> Any:
    """The elements of a sparse matrix that SciPy made."""
    return matrix.tocoo().data


def sparse_places(matrix: Any) -> Any:
    """The rows and the columns of these elements."""
    found = matrix.tocoo()
    return np.stack((found.row, found.col))


def sparse_height(matrix: Any) -> Any:
    """How many rows a sparse matrix has."""
    return int(matrix.shape[0])


def sparse_width(matrix: Any) -> Any:
    """How many columns a sparse matrix has."""
    return int(matrix.shape[1])


def _extent(*indices: Any) -> int:
    """The length of an axis that has all these places."""
    return max((int(np.max(index)) + 1 for index in indices if np.size(index)), default=0)


def sparse_distinct(rows: Any, columns: Any) -> Any:
    """Each place once, row by row."""
    width = _extent(columns) or 1
    keys = np.unique(np.asarray(rows, dtype=np.int64) * width + columns)
    return np.stack((keys // width, keys % width))


def sparse_slots(rows: Any, columns: Any) -> Any:
    """Where each element stands among the distinct places."""
    width = _extent(columns) or 1
    return np.unique(np.asarray(rows, dtype=np.int64) * width + columns, return_inverse=True)[1]


def sparse_product_places(rows_1: Any, columns_1: Any, rows_2: Any, columns_2: Any) -> Any:
    """The places at which the product of two sparse matrices may differ from 0."""
    inner = _extent(columns_1, rows_2)
    left = scipy.sparse.csr_array((np.ones(len(rows_1)), (rows_1, columns_1)), shape=(_extent(rows_1), inner))
    right = scipy.sparse.csr_array((np.ones(len(rows_2)), (rows_2, columns_2)), shape=(inner, _extent(columns_2)))
    found = (left @ right).tocoo()
    return sparse_distinct(found.row, found.col)


def sparse_flipped(matrix: Any) -> Any:
    """The transpose of a matrix that SciPy made."""
    return matrix.T


def sparse_adjoint(matrix: Any) -> Any:
    """The conjugate transpose of a matrix that SciPy made; a real one is not copied."""
    return matrix.T.conj(copy=False)


nondifferentiable(
    (
        sparse_adjoint,
        sparse_distinct,
        sparse_entries,
        sparse_flipped,
        sparse_height,
        sparse_places,
        sparse_product_places,
        sparse_slots,
        sparse_width,
    )
)


# A constant sparse matrix times a vector, or a full matrix


@typed(0, (1, 2))
def sparse_constant_times(like: Any, matrix: Any, x: Any) -> Any:
    """The product of a matrix that SciPy made with `x`, in the shape of `like`."""
    return np.asarray(matrix @ x)


@adjoint(sparse_constant_times)
def constant_times_adjoint(like: Any, matrix: Any, x: Any, *, out_bar: Any) -> Any:
    """Linear in `x`."""
    return None, None, real_like(sparse_constant_times(x, sparse_adjoint(matrix), out_bar), x)


@tangent(sparse_constant_times)
def constant_times_tangent(like: Any, matrix: Any, x: Any, *, x_dot: Any) -> Any:
    """Linear in `x`."""
    return None, None, sparse_constant_times(like, matrix, x_dot)


# A sparse matrix times a vector, or a full matrix


@typed(3, (0, 4))
def sparse_times(values: Any, rows: Any, columns: Any, like: Any, x: Any) -> Any:
    """The product with `x`, in the shape of `like`."""
    shape = (np.shape(like)[0], np.shape(x)[0])
    return scipy.sparse.coo_array((values, (rows, columns)), shape=shape) @ x


def gathered(left: Any, right: Any) -> Any:
    """One product of elements, or of rows, for each place."""
    return left * right if np.ndim(left) == 1 else np.einsum("ij,ij->i", left, right)


@adjoint(sparse_times)
def times_adjoint(values: Any, rows: Any, columns: Any, like: Any, x: Any, *, out_bar: Any) -> Any:
    """Linear in the elements and in `x`."""
    values_bar = gathered(out_bar[rows], np.conj(x)[columns])
    x_bar = sparse_times(np.conj(values), columns, rows, x, out_bar)
    return real_like(values_bar, values), None, None, None, real_like(x_bar, x)


@tangent(sparse_times)
def times_tangent(values: Any, rows: Any, columns: Any, like: Any, x: Any, *, values_dot: Any, x_dot: Any) -> Any:
    """Linear in the elements and in `x`."""
    by_values = sparse_times(values_dot, rows, columns, like, x)
    return by_values, None, None, None, sparse_times(values, rows, columns, like, x_dot)


# The product of two sparse matrices, at some places


def sparse_sampled(
    values_1: Any, rows_1: Any, columns_1: Any, values_2: Any, rows_2: Any, columns_2: Any, rows: Any, columns: Any
) -> Any:
    """The elements of the product that stand at some places."""
    height, inner, width = _extent(rows_1, rows), _extent(columns_1, rows_2), _extent(columns_2, columns)
    left = scipy.sparse.csr_array((values_1, (rows_1, columns_1)), shape=(height, inner))
    right = scipy.sparse.csr_array((values_2, (rows_2, columns_2)), shape=(inner, width))
    if not len(rows):
        return np.zeros(0, np.result_type(left.dtype, right.dtype))
    return np.asarray((left @ right)[rows, columns]).ravel()


@adjoint(sparse_sampled)
def sampled_adjoint(
    values_1: Any, rows_1: Any, columns_1: Any, values_2: Any, rows_2: Any, columns_2: Any, rows: Any, columns: Any,
    *, out_bar: Any,
) -> Any:  # fmt: skip
    """By `a_bar = out_bar @ b.H` and `b_bar = a.H @ out_bar`, each at the places of its matrix."""
    bar_1 = sparse_sampled(out_bar, rows, columns, np.conj(values_2), columns_2, rows_2, rows_1, columns_1)
    bar_2 = sparse_sampled(np.conj(values_1), columns_1, rows_1, out_bar, rows, columns, rows_2, columns_2)
    return real_like(bar_1, values_1), None, None, real_like(bar_2, values_2), None, None, None, None


@tangent(sparse_sampled)
def sampled_tangent(
    values_1: Any, rows_1: Any, columns_1: Any, values_2: Any, rows_2: Any, columns_2: Any, rows: Any, columns: Any,
    *, values_1_dot: Any, values_2_dot: Any,
) -> Any:  # fmt: skip
    """Linear in each."""
    by_1 = sparse_sampled(values_1_dot, rows_1, columns_1, values_2, rows_2, columns_2, rows, columns)
    by_2 = sparse_sampled(values_1, rows_1, columns_1, values_2_dot, rows_2, columns_2, rows, columns)
    return by_1, None, None, by_2, None, None, None, None


# Systems


@typed(3, (0, 3))
def sparse_solved(values: Any, rows: Any, columns: Any, b: Any) -> Any:
    """The solution `x` of `a @ x = b`, in the shape of `b`."""
    size = np.shape(b)[0]
    matrix = scipy.sparse.csc_array((values, (rows, columns)), shape=(size, size))
    return np.reshape(scipy.sparse.linalg.spsolve(matrix, b), np.shape(b))


@adjoint(sparse_solved)
def solved_adjoint(values: Any, rows: Any, columns: Any, b: Any, *, out: Any, out_bar: Any) -> Any:
    """By `a @ dx = db - da @ x`: one more system, with the conjugate transpose."""
    b_bar = sparse_solved(np.conj(values), columns, rows, out_bar)
    values_bar = -gathered(b_bar[rows], np.conj(out)[columns])
    return real_like(values_bar, values), None, None, real_like(b_bar, b)


@tangent(sparse_solved)
def solved_tangent(values: Any, rows: Any, columns: Any, b: Any, *, out: Any, values_dot: Any, b_dot: Any) -> Any:
    """By `a @ dx = db - da @ x`."""
    by_values = -sparse_solved(values, rows, columns, sparse_times(values_dot, rows, columns, out, out))
    return by_values, None, None, sparse_solved(values, rows, columns, b_dot)
