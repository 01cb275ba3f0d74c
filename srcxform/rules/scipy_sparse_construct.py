"""scipy.sparse: how matrices are made, of elements, of diagonals and of blocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse

from srcxform.rules.registry import definition, no_rule, nondifferentiable
from srcxform.rules.scipy_helpers import left_out
from srcxform.rules.scipy_sparse import Sparse, is_sparse, sparse_of
from srcxform.runtime import stop_gradient

LEFT_OUT = {
    **left_out("scipy.sparse", "rand random random_array", "a drawn matrix: draw it outside of the program"),
    **left_out("scipy.sparse", "expand_dims permute_dims swapaxes", "of arrays with other than two axes: use `.T`"),
    **left_out("scipy.sparse", "load_npz save_npz", "files"),
    **left_out("scipy.sparse", "sparray spmatrix", "the base of the classes"),
    "scipy.sparse.find": "the order of what it finds is an artefact: use the arrays that the matrix was made of",
}
"""Public functions that have no rule, and why."""

nondifferentiable(
    (
        scipy.sparse.get_index_dtype,
        scipy.sparse.isspmatrix_bsr,
        scipy.sparse.isspmatrix_coo,
        scipy.sparse.isspmatrix_csc,
        scipy.sparse.isspmatrix_csr,
        scipy.sparse.isspmatrix_dia,
        scipy.sparse.isspmatrix_dok,
        scipy.sparse.isspmatrix_lil,
        scipy.sparse.safely_cast_index_arrays,
    )
)


@definition(scipy.sparse.issparse)
def issparse(x: Any) -> Any:
    """Whether it is a sparse matrix."""
    return is_sparse(x)


@definition(scipy.sparse.isspmatrix)
def isspmatrix(x: Any) -> Any:
    """Whether it is one of the older classes."""
    return is_sparse(x) and sparse_of(x).is_matrix


# Classes


def of_elements(arg1: Any, shape: Any, dtype: Any, is_matrix: Any) -> Any:
    """What all classes take: a matrix, or elements with their rows and columns."""
    if is_sparse(arg1):
        return converted(sparse_of(arg1), dtype, is_matrix)
    if not isinstance(arg1, tuple):
        return of_full(np.asarray(arg1), dtype, is_matrix)
    if not isinstance(arg1[1], (tuple, list)):
        if np.ndim(arg1[0]) > 0:
            return no_rule("this form of a sparse matrix has no derivative rule", "use `coo_array((data, (i, j)))`")
        values, nowhere = np.zeros(0), np.zeros(0, dtype=np.int64)
        return converted(Sparse(values, nowhere, nowhere, arg1, is_matrix), dtype, is_matrix)
    rows, columns = np.asarray(arg1[1][0]), np.asarray(arg1[1][1])
    size = (np.max(rows) + 1, np.max(columns) + 1) if shape is None else shape
    return converted(Sparse(np.asarray(arg1[0]), rows, columns, size, is_matrix), dtype, is_matrix)


def of_full(x: Any, dtype: Any, is_matrix: Any) -> Any:
    """All elements of a full matrix, for each moves the result."""
    if np.ndim(x) != 2:
        return no_rule("a sparse array with one axis has no derivative rule", "use a full one, or a matrix")
    height, width = np.shape(x)
    rows, columns = np.repeat(np.arange(height), width), np.tile(np.arange(width), height)
    return converted(Sparse(np.ravel(x), rows, columns, (height, width), is_matrix), dtype, is_matrix)


def converted(x: Any, dtype: Any, is_matrix: Any) -> Any:
    """The elements in the precision that was asked for."""
    values = x.values if dtype is None else x.values.astype(dtype)
    return Sparse(values, x.rows, x.columns, x.shape, is_matrix, x.whole if dtype is None else None)


def of_lines(arg1: Any, shape: Any, dtype: Any, is_matrix: Any, by_column: Any) -> Any:
    """Also what the compressed classes take: elements line by line, with the other place and where each line starts."""
    if not isinstance(arg1, tuple) or len(arg1) != 3:
        return of_elements(arg1, shape, dtype, is_matrix)
    values, places, starts = np.asarray(arg1[0]), np.asarray(arg1[1]), np.asarray(arg1[2])
    lines = np.repeat(np.arange(np.shape(starts)[0] - 1), np.diff(starts))
    values, places = values[: np.shape(lines)[0]], places[: np.shape(lines)[0]]
    rows, columns = (places, lines) if by_column else (lines, places)
    last = np.shape(starts)[0] - 1
    size = ((np.max(places) + 1, last) if by_column else (last, np.max(places) + 1)) if shape is None else shape
    return converted(Sparse(values, rows, columns, size, is_matrix), dtype, is_matrix)


@definition(scipy.sparse.csr_array)
def csr_array(arg1: Any, shape: Any = None, dtype: Any = None, copy: Any = False, *, maxprint: Any = None) -> Any:
    """Elements row by row."""
    return of_lines(arg1, shape, dtype, False, False)


@definition(scipy.sparse.csr_matrix)
def csr_matrix(arg1: Any, shape: Any = None, dtype: Any = None, copy: Any = False, *, maxprint: Any = None) -> Any:
    """Elements row by row."""
    return of_lines(arg1, shape, dtype, True, False)


@definition(scipy.sparse.csc_array)
def csc_array(arg1: Any, shape: Any = None, dtype: Any = None, copy: Any = False, *, maxprint: Any = None) -> Any:
    """Elements column by column."""
    return of_lines(arg1, shape, dtype, False, True)


@definition(scipy.sparse.csc_matrix)
def csc_matrix(arg1: Any, shape: Any = None, dtype: Any = None, copy: Any = False, *, maxprint: Any = None) -> Any:
    """Elements column by column."""
    return of_lines(arg1, shape, dtype, True, True)


@definition(scipy.sparse.coo_array, scipy.sparse.dok_array, scipy.sparse.lil_array)
def coo_array(arg1: Any, shape: Any = None, dtype: Any = None, copy: Any = False, *, maxprint: Any = None) -> Any:
    """Elements in any order."""
    return of_elements(arg1, shape, dtype, False)


@definition(scipy.sparse.coo_matrix, scipy.sparse.dok_matrix, scipy.sparse.lil_matrix)
def coo_matrix(arg1: Any, shape: Any = None, dtype: Any = None, copy: Any = False, *, maxprint: Any = None) -> Any:
    """Elements in any order."""
    return of_elements(arg1, shape, dtype, True)


def of_blocks(arg1: Any, shape: Any, dtype: Any, is_matrix: Any) -> Any:
    """Also small full matrices, row of blocks by row of blocks."""
    if not isinstance(arg1, tuple) or len(arg1) != 3:
        return of_elements(arg1, shape, dtype, is_matrix)
    blocks, places, starts = arg1
    height, width = np.shape(blocks)[1], np.shape(blocks)[2]
    lines = np.repeat(np.arange(np.shape(starts)[0] - 1), np.diff(starts))
    nothing = np.zeros(np.shape(blocks), dtype=np.int64)
    rows = nothing + np.reshape(lines * height, (-1, 1, 1)) + np.reshape(np.arange(height), (-1, 1))
    columns = nothing + np.reshape(np.asarray(places) * width, (-1, 1, 1)) + np.arange(width)
    size = (height * (np.shape(starts)[0] - 1), width * (np.max(places) + 1)) if shape is None else shape
    return converted(Sparse(np.ravel(blocks), np.ravel(rows), np.ravel(columns), size, is_matrix), dtype, is_matrix)


@definition(scipy.sparse.bsr_array)
def bsr_array(
    arg1: Any, shape: Any = None, dtype: Any = None, copy: Any = False, blocksize: Any = None, *, maxprint: Any = None
) -> Any:
    """Elements block by block."""
    return of_blocks(arg1, shape, dtype, False)


@definition(scipy.sparse.bsr_matrix)
def bsr_matrix(
    arg1: Any, shape: Any = None, dtype: Any = None, copy: Any = False, blocksize: Any = None, *, maxprint: Any = None
) -> Any:
    """Elements block by block."""
    return of_blocks(arg1, shape, dtype, True)


# Diagonals


def of_diagonals(data: Any, offsets: Any, shape: Any, is_matrix: Any) -> Any:
    """`data[k, j]` stands in the column j of the diagonal `offsets[k]`."""
    table, steps = np.reshape(data, (-1, np.shape(data)[-1])), np.reshape(offsets, (-1, 1))
    columns = np.zeros(np.shape(table), dtype=np.int64) + np.arange(np.shape(table)[1])
    rows = columns - steps
    inside = np.flatnonzero((rows >= 0) & (rows < shape[0]) & (columns < shape[1]))
    return Sparse(np.ravel(table)[inside], np.ravel(rows)[inside], np.ravel(columns)[inside], shape, is_matrix)


@definition(scipy.sparse.dia_array)
def dia_array(arg1: Any, shape: Any = None, dtype: Any = None, copy: Any = False, *, maxprint: Any = None) -> Any:
    """Elements diagonal by diagonal."""
    if isinstance(arg1, tuple) and np.ndim(arg1[0]) > 0:
        return converted(of_diagonals(arg1[0], arg1[1], shape, False), dtype, False)
    return of_elements(arg1, shape, dtype, False)


@definition(scipy.sparse.dia_matrix)
def dia_matrix(arg1: Any, shape: Any = None, dtype: Any = None, copy: Any = False, *, maxprint: Any = None) -> Any:
    """Elements diagonal by diagonal."""
    if isinstance(arg1, tuple) and np.ndim(arg1[0]) > 0:
        return converted(of_diagonals(arg1[0], arg1[1], shape, True), dtype, True)
    return of_elements(arg1, shape, dtype, True)


@definition(scipy.sparse.spdiags)
def spdiags(data: Any, diags: Any, m: Any = None, n: Any = None, format: Any = None) -> Any:
    """Diagonals that are as long as the rows."""
    return of_diagonals(np.asarray(data), diags, m if n is None and m is not None else (m, n), True)


def one_diagonal(values: Any, offset: Any, shape: Any) -> Any:
    """The elements of one diagonal from its beginning; a single one stands at all places."""
    length = min(shape[0] + min(offset, 0), shape[1] - max(offset, 0))
    place = np.arange(length)
    repeated = np.ones_like(values, shape=(length,)) * values
    return repeated, place - min(offset, 0), place + max(offset, 0)


def from_diagonals(diagonals: Any, offsets: Any, shape: Any, dtype: Any, is_matrix: Any) -> Any:
    """The matrix with these diagonals, each from its own beginning."""
    if np.ndim(offsets) == 0:
        diagonals, offsets = [np.atleast_1d(diagonals)], [offsets]
    size = np.size(diagonals[0]) + abs(offsets[0])
    shape = (size, size) if shape is None else shape
    parts = [one_diagonal(np.atleast_1d(diagonals[k]), offsets[k], shape) for k in range(len(offsets))]
    values = np.concatenate([part[0] for part in parts])
    rows, columns = np.concatenate([part[1] for part in parts]), np.concatenate([part[2] for part in parts])
    known = None if dtype is not None and not isinstance(dtype, (type, str, np.dtype)) else dtype
    return converted(Sparse(values, rows, columns, shape, is_matrix), known, is_matrix)


@definition(scipy.sparse.diags)
def diags(diagonals: Any, offsets: Any = 0, shape: Any = None, format: Any = None, dtype: Any = None) -> Any:
    """A matrix of diagonals."""
    return from_diagonals(diagonals, offsets, shape, dtype, True)


@definition(scipy.sparse.diags_array)
def diags_array(diagonals: Any, *, offsets: Any = 0, shape: Any = None, format: Any = None, dtype: Any = None) -> Any:
    """A matrix of diagonals."""
    return from_diagonals(diagonals, offsets, shape, dtype, False)


def ones_on(height: Any, width: Any, k: Any, dtype: Any, is_matrix: Any) -> Any:
    """Ones on one diagonal."""
    shape = (height, height if width is None else width)
    values, rows, columns = one_diagonal(np.ones(1, dtype=dtype), k, shape)
    return Sparse(stop_gradient(values), rows, columns, shape, is_matrix)


@definition(scipy.sparse.eye)
def eye(m: Any, n: Any = None, k: Any = 0, dtype: Any = float, format: Any = None) -> Any:
    """Ones on a diagonal."""
    return ones_on(m, n, k, dtype, True)


@definition(scipy.sparse.eye_array)
def eye_array(m: Any, n: Any = None, *, k: Any = 0, dtype: Any = float, format: Any = None) -> Any:
    """Ones on a diagonal."""
    return ones_on(m, n, k, dtype, False)


@definition(scipy.sparse.identity)
def identity(n: Any, dtype: Any = "d", format: Any = None) -> Any:
    """Ones on the diagonal."""
    return ones_on(n, n, 0, dtype, True)


# Of other matrices


def sparse_or_full(x: Any) -> Any:
    """A matrix of any kind, as its elements."""
    return sparse_of(x) if is_sparse(x) else of_full(np.atleast_2d(x), None, False)


@definition(scipy.sparse.kron)
def kron(A: Any, B: Any, format: Any = None) -> Any:
    """All products of two elements."""
    a, b = sparse_or_full(A), sparse_or_full(B)
    rows = np.expand_dims(a.rows, 1) * b.shape[0] + b.rows
    columns = np.expand_dims(a.columns, 1) * b.shape[1] + b.columns
    shape = (a.shape[0] * b.shape[0], a.shape[1] * b.shape[1])
    is_matrix = not is_array(A) and not is_array(B)
    return Sparse(np.ravel(np.outer(a.values, b.values)), np.ravel(rows), np.ravel(columns), shape, is_matrix)


def is_array(x: Any) -> Any:
    """Whether it is a sparse matrix of the newer classes."""
    return is_sparse(x) and not sparse_of(x).is_matrix


@definition(scipy.sparse.kronsum)
def kronsum(A: Any, B: Any, format: Any = None) -> Any:
    """`kron(b, 1) + kron(1, a)`."""
    first = scipy.sparse.kron(scipy.sparse.eye_array(B.shape[0]), A)
    found = first + scipy.sparse.kron(B, scipy.sparse.eye_array(A.shape[0]))
    return converted(found, None, not is_array(A) and not is_array(B))


@definition(scipy.sparse.block_array)
def block_array(blocks: Any, *, format: Any = None, dtype: Any = None) -> Any:
    """A matrix of matrices."""
    return converted(beside([under([row[k] for row in blocks]) for k in range(len(blocks[0]))]), dtype, False)


def moved(x: Any, rows: Any, columns: Any, shape: Any) -> Any:
    """A part of a larger matrix."""
    return Sparse(x.values, x.rows + rows, x.columns + columns, shape, x.is_matrix)


def beside(parts: Any) -> Any:
    """Matrices side by side."""
    found = parts[0]
    for k in range(1, len(parts)):
        width = found.shape[1]
        shape = (found.shape[0], width + parts[k].shape[1])
        found = moved(found, 0, 0, shape) + moved(parts[k], 0, width, shape)
    return found


def under(parts: Any) -> Any:
    """Matrices one under the other."""
    for part in parts:
        if part is None:
            return no_rule("an empty block has no derivative rule", "give an empty matrix of its shape")
    return beside([sparse_or_full(part).T for part in parts]).T


def all_matrices(parts: Any) -> Any:
    """Whether none of them is of the newer classes."""
    return all(not is_array(part) for part in parts)


@definition(scipy.sparse.hstack)
def hstack(blocks: Any, format: Any = None, dtype: Any = None) -> Any:
    """Matrices side by side."""
    return converted(beside([sparse_or_full(block) for block in blocks]), dtype, all_matrices(blocks))


@definition(scipy.sparse.vstack)
def vstack(blocks: Any, format: Any = None, dtype: Any = None) -> Any:
    """Matrices one under the other."""
    return converted(under(blocks), dtype, all_matrices(blocks))


@definition(scipy.sparse.bmat)
def bmat(blocks: Any, format: Any = None, dtype: Any = None) -> Any:
    """A matrix of matrices."""
    found = beside([under([row[k] for row in blocks]) for k in range(len(blocks[0]))])
    return converted(found, dtype, all_matrices([block for row in blocks for block in row]))


@definition(scipy.sparse.block_diag)
def block_diag(mats: Any, format: Any = None, dtype: Any = None) -> Any:
    """Matrices along the diagonal."""
    found = sparse_or_full(mats[0])
    for k in range(1, len(mats)):
        part = sparse_or_full(mats[k])
        height, width = found.shape
        shape = (height + part.shape[0], width + part.shape[1])
        found = moved(found, 0, 0, shape) + moved(part, height, width, shape)
    return converted(found, dtype, all_matrices(mats))


@definition(scipy.sparse.tril)
def tril(A: Any, k: Any = 0, format: Any = None) -> Any:
    """The lower triangle."""
    a = sparse_or_full(A)
    found = a.chosen(np.flatnonzero(a.columns - a.rows <= k))
    return converted(found, None, not is_array(A))


@definition(scipy.sparse.triu)
def triu(A: Any, k: Any = 0, format: Any = None) -> Any:
    """The upper triangle."""
    a = sparse_or_full(A)
    found = a.chosen(np.flatnonzero(a.columns - a.rows >= k))
    return converted(found, None, not is_array(A))
