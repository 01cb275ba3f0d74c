"""scipy.sparse: matrices whose elements may be active, as their elements and the places of these.

The pattern is data that no derivative flows through; all arithmetic is that of the elements. What SciPy sums up at one
place stays several elements here, until an operation needs the sum.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse

from srcxform.rules.registry import no_rule, read_as
from srcxform.rules.scipy_sparse_products import (
    sparse_constant_times,
    sparse_distinct,
    sparse_entries,
    sparse_flipped,
    sparse_height,
    sparse_places,
    sparse_product_places,
    sparse_sampled,
    sparse_slots,
    sparse_times,
    sparse_width,
)

FORMATS = ("bsr", "coo", "csc", "csr", "dia", "dok", "lil")
CLASSES = tuple(getattr(scipy.sparse, f"{name}_{kind}") for name in FORMATS for kind in ("array", "matrix"))


class Sparse:
    """A sparse matrix; `is_matrix` tells the older classes, whose `*` is a matrix product, from the arrays.

    `whole` is the matrix itself where it is a constant that SciPy made.
    """

    def __init__(self, values: Any, rows: Any, columns: Any, shape: Any, is_matrix: Any, whole: Any = None) -> None:
        self.values, self.rows, self.columns = values, rows, columns
        self.shape, self.is_matrix, self.whole = shape, is_matrix, whole
        self.ndim = 2

    def like(self, values: Any) -> Any:
        """Other elements at the same places."""
        return Sparse(values, self.rows, self.columns, self.shape, self.is_matrix)

    def merged(self) -> Any:
        """The same with one element for each place."""
        where = sparse_distinct(self.rows, self.columns)
        values = np.zeros_like(self.values, shape=(np.shape(where)[1],))
        np.add.at(values, sparse_slots(self.rows, self.columns), self.values)
        return Sparse(values, where[0], where[1], self.shape, self.is_matrix)

    def chosen(self, which: Any) -> Any:
        """Some of the elements."""
        return Sparse(self.values[which], self.rows[which], self.columns[which], self.shape, self.is_matrix)

    # Forms

    @property
    def T(self) -> Any:
        """The transpose."""
        whole = None if self.whole is None else sparse_flipped(self.whole)
        return Sparse(self.values, self.columns, self.rows, (self.shape[1], self.shape[0]), self.is_matrix, whole)

    @property
    def data(self) -> Any:
        """In which order SciPy has them depends on the format."""
        return no_rule("the elements of a sparse matrix have an order of their own", "use the array it was made of")

    @property
    def real(self) -> Any:
        """The real parts."""
        return self.like(np.real(self.values))

    @property
    def imag(self) -> Any:
        """The imaginary parts."""
        return self.like(np.imag(self.values))

    def transpose(self, axes: Any = None, copy: Any = False) -> Any:
        """The transpose."""
        return self.T

    def conj(self, copy: Any = True) -> Any:
        """The conjugate elements."""
        return self.like(np.conj(self.values))

    def conjugate(self, copy: Any = True) -> Any:
        """The conjugate elements."""
        return self.like(np.conj(self.values))

    def getH(self) -> Any:
        """The conjugate transpose."""
        return self.T.conj()

    def copy(self) -> Any:
        """Nothing is written into it, so it is itself."""
        return self

    def asformat(self, format: Any, copy: Any = False) -> Any:
        """All formats are one here."""
        return self

    def tobsr(self, blocksize: Any = None, copy: Any = False) -> Any:
        """All formats are one here."""
        return self

    def tocoo(self, copy: Any = True) -> Any:
        """All formats are one here."""
        return self

    def tocsc(self, copy: Any = False) -> Any:
        """All formats are one here."""
        return self

    def tocsr(self, copy: Any = False) -> Any:
        """All formats are one here."""
        return self

    def todia(self, copy: Any = False) -> Any:
        """All formats are one here."""
        return self

    def todok(self, copy: Any = False) -> Any:
        """All formats are one here."""
        return self

    def tolil(self, copy: Any = False) -> Any:
        """All formats are one here."""
        return self

    def astype(self, dtype: Any, casting: Any = "unsafe", copy: Any = True) -> Any:
        """The elements in another precision."""
        return self.like(self.values.astype(dtype))

    def toarray(self, order: Any = None, out: Any = None) -> Any:
        """The full matrix."""
        if out is not None:
            return no_rule("`out=` of `toarray` has no derivative rule", "leave it out")
        full = np.zeros_like(self.values, shape=self.shape)
        np.add.at(full, (self.rows, self.columns), self.values)
        return full

    def todense(self, order: Any = None, out: Any = None) -> Any:
        """The full matrix; the older classes give an `np.matrix`."""
        if self.is_matrix:
            return no_rule("an `np.matrix` is not supported", "use `toarray()`")
        return self.toarray(order, out)

    # Products

    def __matmul__(self, other: Any) -> Any:
        if is_sparse(other):
            return product(self, sparse_of(other))
        size = self.shape[0] if np.ndim(other) == 1 else (self.shape[0], np.shape(other)[1])
        if self.whole is not None:
            return sparse_constant_times(np.zeros(size), self.whole, other)
        return sparse_times(self.values, self.rows, self.columns, np.zeros(size), other)

    def __rmatmul__(self, other: Any) -> Any:
        if is_sparse(other):
            return product(sparse_of(other), self)
        return self.T @ other if np.ndim(other) == 1 else np.transpose(self.T @ np.transpose(other))

    def dot(self, other: Any) -> Any:
        """A matrix product, or a multiple."""
        return self.scaled(other) if is_scalar(other) else self @ other

    def __mul__(self, other: Any) -> Any:
        return self.dot(other) if self.is_matrix else self.multiply(other)

    def __rmul__(self, other: Any) -> Any:
        if is_scalar(other):
            return self.scaled(other)
        return other @ self if self.is_matrix else self.multiply(other)

    def scaled(self, factor: Any) -> Any:
        """All elements times a number."""
        return self.like(self.values * factor)

    def multiply(self, other: Any) -> Any:
        """Element by element."""
        if is_sparse(other):
            return self.like(self.values * at_places(sparse_of(other), self.rows, self.columns))
        if is_scalar(other):
            return self.scaled(other)
        return self.like(self.values * np.broadcast_to(other, self.shape)[self.rows, self.columns])

    def __truediv__(self, other: Any) -> Any:
        if is_sparse(other):
            return no_rule("a quotient of sparse matrices has no derivative rule", "use `toarray()`")
        if is_scalar(other):
            return self.like(self.values / other)
        return self.like(self.values / np.broadcast_to(other, self.shape)[self.rows, self.columns])

    def __pow__(self, other: Any) -> Any:
        if self.is_matrix:
            return no_rule("a power of a sparse matrix has no derivative rule", "write it as products")
        return self.power(other)

    def power(self, n: Any, dtype: Any = None) -> Any:
        """Each element to a power."""
        once = self.merged()
        return once.like(once.values**n)

    # Sums

    def __add__(self, other: Any) -> Any:
        if is_sparse(other):
            return total(self, sparse_of(other))
        if self.is_matrix:
            return no_rule("an `np.matrix` is not supported", "use `toarray()`")
        return self.toarray() + other

    def __radd__(self, other: Any) -> Any:
        return self + other

    def __neg__(self) -> Any:
        return self.like(-self.values)

    def __sub__(self, other: Any) -> Any:
        return self + (-sparse_of(other)) if is_sparse(other) else self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return (-self) + other

    def __abs__(self) -> Any:
        once = self.merged()
        return once.like(np.abs(once.values))

    def sum(self, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
        """The sum of all elements, or along an axis."""
        if axis is None:
            return np.sum(self.values)
        if self.is_matrix:
            return no_rule("an `np.matrix` is not supported", "multiply by a vector of ones")
        return self @ np.ones(self.shape[1]) if axis in (1, -1) else self.T @ np.ones(self.shape[0])

    def mean(self, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
        """The mean of all elements, the zeros included."""
        if axis is None:
            return np.sum(self.values) / (self.shape[0] * self.shape[1])
        return self.sum(axis) / (self.shape[1] if axis in (1, -1) else self.shape[0])

    # Parts

    def diagonal(self, k: Any = 0) -> Any:
        """The elements of a diagonal."""
        found = self.chosen(np.flatnonzero(self.columns - self.rows == k))
        size = max(0, min(self.shape[0] + min(k, 0), self.shape[1] - max(k, 0)))
        values = np.zeros_like(self.values, shape=(size,))
        np.add.at(values, found.rows + min(k, 0), found.values)
        return values

    def trace(self, offset: Any = 0) -> Any:
        """The sum of a diagonal."""
        return np.sum(self.values[np.flatnonzero(self.columns - self.rows == offset)])

    def __getitem__(self, index: Any) -> Any:
        row, column = index if isinstance(index, tuple) else (index, slice(None))
        if is_place(row) and is_place(column):
            row, column = row % self.shape[0], column % self.shape[1]
            return np.sum(self.values[np.flatnonzero((self.rows == row) & (self.columns == column))])
        if is_place(row) or is_place(column):
            return no_rule("a single line of a sparse matrix has no derivative rule", "write it as `a[i : i + 1]`")
        if not isinstance(row, slice) and not isinstance(column, slice):
            return no_rule("single elements of a sparse matrix have no derivative rule", "use `toarray()`")
        return self.lines(row).T.lines(column).T

    def lines(self, index: Any) -> Any:
        """Some of the rows, in any order: the product with a matrix of ones."""
        kept = np.arange(self.shape[0])[index]
        count, place = np.shape(kept)[0], np.arange(np.shape(kept)[0])
        return product(Sparse(np.ones(count), place, kept, (count, self.shape[0]), self.is_matrix), self)

    def __setitem__(self, index: Any, value: Any) -> None:
        no_rule("storing into a sparse matrix has no derivative rule", "make it of arrays: `coo_array((data, (i, j)))`")


def is_place(index: Any) -> Any:
    """Whether an index is a single place."""
    return not isinstance(index, slice) and np.ndim(index) == 0


def is_sparse(x: Any) -> Any:
    """Whether it is a sparse matrix, of SciPy's or of these."""
    return isinstance(x, (Sparse, scipy.sparse.sparray, scipy.sparse.spmatrix))


def is_scalar(x: Any) -> Any:
    """Whether it is one number."""
    return not is_sparse(x) and np.ndim(x) == 0


@read_as(*CLASSES)
def sparse_of(x: Any) -> Any:
    """A matrix that SciPy made, as its elements."""
    if isinstance(x, Sparse):
        return x
    where = sparse_places(x)
    shape, is_matrix = (sparse_height(x), sparse_width(x)), isinstance(x, scipy.sparse.spmatrix)
    return Sparse(sparse_entries(x), where[0], where[1], shape, is_matrix, x)


def at_places(x: Any, rows: Any, columns: Any) -> Any:
    """The elements of a matrix at some places."""
    place = np.arange(x.shape[1])
    return sparse_sampled(x.values, x.rows, x.columns, np.ones(x.shape[1]), place, place, rows, columns)


def product(a: Any, b: Any) -> Any:
    """The matrix product of two sparse matrices."""
    where = sparse_product_places(a.rows, a.columns, b.rows, b.columns)
    values = sparse_sampled(a.values, a.rows, a.columns, b.values, b.rows, b.columns, where[0], where[1])
    return Sparse(values, where[0], where[1], (a.shape[0], b.shape[1]), a.is_matrix or b.is_matrix)


def total(a: Any, b: Any) -> Any:
    """The sum of two sparse matrices: the elements of both."""
    values = np.concatenate((a.values, b.values))
    rows, columns = np.concatenate((a.rows, b.rows)), np.concatenate((a.columns, b.columns))
    return Sparse(values, rows, columns, a.shape, a.is_matrix or b.is_matrix)
