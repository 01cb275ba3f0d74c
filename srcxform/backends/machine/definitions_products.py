"""Products of arrays that have more axes than Numba's own take."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.backends.machine.definitions import argument, definition, kind_of, of_array
from srcxform.ir.builder import literal, rank_of, type_of
from srcxform.ir.nodes import Assign
from srcxform.ir.sizes import axis_sizes
from srcxform.ir.types import ArrayType, Type, same_size


def _is_deep(statement: Assign) -> bool:
    """Whether two arrays are multiplied of which one has more axes than a matrix."""
    ranks = [rank_of(a) or 0 for a in statement.args[:2]]
    return len(ranks) == 2 and not statement.kwargs and min(ranks) > 0 and max(ranks) > 2


def _is_of_uneven_stacks(statement: Assign) -> bool:
    """Whether two arrays are multiplied that are more than matrices, but not two stacks of floats with as many axes."""
    if not _is_deep(statement):
        return False
    a, b = statement.args[:2]
    return not (rank_of(a) == rank_of(b) and is_inexact(type_of(a)) and is_inexact(type_of(b)))


def _multiplies_matrices(statement: Assign) -> bool:
    """Whether an einsum is a product of stacks of matrices, none of which is known to be repeated."""
    known, subscripts = literal(statement.args[0])
    axes = runtime.matrix_axes(subscripts) if known and isinstance(subscripts, str) else None
    if axes is None or len(statement.args) != 3 or any(key != "optimize" for key, _ in statement.kwargs):
        return False
    is_turned, (stack, rows, summed), (other_stack, other_summed, columns), _ = axes
    a, b = map(type_of, statement.args[:0:-1] if is_turned else statement.args[1:])
    first, second = axis_sizes(a), axis_sizes(b)
    if len(first) != len(stack + rows + summed) or len(second) != len(other_stack + other_summed + columns):
        return False
    shared = zip(stack + summed, other_stack + other_summed, strict=True)
    return is_inexact(a) and is_inexact(b) and all(same_size(first[i], second[j]) for i, j in shared)


def is_inexact(t: Type) -> bool:
    """Whether it is the type of an array of floats or complex numbers."""
    return isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "fc"


@definition(np.einsum, runtime.contracted, when=_multiplies_matrices)
def product_of_matrices(subscripts: Any, a: Any, b: Any, optimize: Any = False) -> Any:
    is_turned, (stack, rows, summed), (other_stack, other_summed, columns), order = runtime.matrix_axes(subscripts)
    x, y, k = b if is_turned else a, a if is_turned else b, len(stack)
    lengths, inner = tuple(x.shape[i] for i in stack), tuple(x.shape[i] for i in summed)
    outer = tuple(x.shape[i] for i in rows), tuple(y.shape[i] for i in columns)
    left, right = in_order(x, stack + rows + summed), in_order(y, other_stack + other_summed + columns)
    if np.ndim(x) > k + 2:
        left = np.reshape(left, (*lengths, count_of(outer[0]), count_of(inner)))
    if np.ndim(y) > k + 2:
        right = np.reshape(right, (*lengths, count_of(inner), count_of(outer[1])))
    product = left @ right
    if np.ndim(x) > k + 2 or np.ndim(y) > k + 2:
        product = np.reshape(product, (*lengths, *outer[0], *outer[1]))
    return in_order(product, order)


def count_of(lengths: Any) -> Any:
    """How many elements there are along axes of these lengths."""
    count = 1
    for n in lengths:
        count = count * n
    return count


def in_order(x: Any, axes: tuple[int, ...]) -> Any:
    """The array with its axes in this order."""
    if axes == tuple(range(len(axes))):
        return x
    return np.transpose(x, axes)


@definition(runtime.contracted)
def contracted(subscripts: Any, a: Any, b: Any) -> Any:
    return np.einsum(subscripts, a, b)


@definition(operator.matmul, np.matmul, when=_is_of_uneven_stacks)
def matmul(a: Any, b: Any, *, out_dtype: Any) -> Any:
    if np.ndim(b) <= 2:
        rows = np.reshape(a, (-1, a.shape[-1]))
        return np.reshape(rows @ b, (*a.shape[:-1], *b.shape[1:]))
    left, right = np.ndim(a) >= np.ndim(b), np.ndim(b) >= np.ndim(a)
    shape = longer(a.shape[:-2], b.shape[:-2])
    out = np.empty((*shape, *a.shape[-2:-1], b.shape[-1]), out_dtype)
    for k in range(shape[0]):
        out[k] = one_of(a, k, left) @ one_of(b, k, right)
    return out


def longer(a: Any, b: Any) -> Any:
    """The lengths of two shapes that broadcast together."""
    if len(a) < len(b):
        return longer(b, a)
    shape: tuple[Any, ...] = ()
    for k in range(len(a)):
        j = k - len(a) + len(b)
        if j >= 0 and a[k] != b[j] and a[k] != 1 and b[j] != 1:
            raise ValueError("the stacks of matrices could not be broadcast together")
        shape = (*shape, a[k] if j < 0 or a[k] != 1 else b[j])
    return shape


def one_of(x: Any, k: Any, is_many: bool) -> Any:
    """The matrix (or matrices) at a place of the first axis, where it is one of many matrices."""
    if not is_many:
        return x
    return x[0 if x.shape[0] == 1 else k]


def _is_of_integers(statement: Assign) -> bool:
    kinds = {kind_of(a) for a in statement.args[:2]}
    ranks = [rank_of(a) for a in statement.args[:2]]
    return not statement.kwargs and bool(kinds) and kinds <= set("iub") and all(r in (1, 2) for r in ranks)


@definition(operator.matmul, np.matmul, np.dot, when=_is_of_integers)
def product_of_integers(a: Any, b: Any) -> Any:
    left = "i" if np.ndim(a) == 2 else ""
    right = "k" if np.ndim(b) == 2 else ""
    return np.einsum(left + "j,j" + right + "->" + left + right, a, b)


@definition(np.dot, when=_is_deep)
def dot(a: Any, b: Any) -> Any:
    return np.tensordot(a, b, ((np.ndim(a) - 1,), (max(np.ndim(b) - 2, 0),)))


def _is_matrix(statement: Assign) -> bool:
    ranks = [rank_of(a) for a in statement.args[:2]]
    return not statement.kwargs and len(ranks) == 2 and None not in ranks and 0 not in ranks and ranks != [1, 1]


@definition(np.inner, when=_is_matrix)
def inner(a: Any, b: Any) -> Any:
    return np.tensordot(a, b, ((np.ndim(a) - 1,), (np.ndim(b) - 1,)))


def _has_ranks(statement: Assign) -> bool:
    return None not in [rank_of(a) for a in statement.args[:2]]


@definition(np.tensordot, np.linalg.tensordot, when=_has_ranks)
def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    m, n = np.ndim(a), np.ndim(b)
    if isinstance(axes, int):
        first, second = tuple(range(m - axes, m)), tuple(range(axes))
    else:
        first = tuple(axes[0]) if isinstance(axes[0], (tuple, list)) else (axes[0],)
        second = tuple(axes[1]) if isinstance(axes[1], (tuple, list)) else (axes[1],)
    first, second = tuple(k % m for k in first), tuple(k % n for k in second)
    if m == 2 and n == 2 and len(first) == 1:
        left = a.T if first[0] == 0 else a
        return left @ (b.T if second[0] == 1 else b)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    left_labels = letters[:m]
    right_labels = ""
    result = "".join([left_labels[k] for k in range(m) if k not in first])
    for k in range(n):
        label = letters[m + k]
        for j in range(len(second)):
            label = left_labels[first[j]] if second[j] == k else label
        right_labels = right_labels + label
        result = result if k in second else result + label
    return np.einsum(left_labels + "," + right_labels + "->" + result, a, b)


@definition(np.outer, when=lambda s: not s.kwargs and of_array(s))
def outer(a: Any, b: Any) -> Any:
    return np.ravel(a)[:, np.newaxis] * np.ravel(b)


@definition(np.matvec)
def matvec(x1: Any, x2: Any) -> Any:
    return (x1 @ x2[..., np.newaxis])[..., 0] if np.ndim(x2) > 1 else x1 @ x2


@definition(np.vecmat)
def vecmat(x1: Any, x2: Any) -> Any:
    row = np.conj(x1)
    return (row[..., np.newaxis, :] @ x2)[..., 0, :] if np.ndim(x1) > 1 else row @ x2


@definition(np.kron, when=lambda s: _has_ranks(s) and of_array(s))
def kron(a: Any, b: Any) -> Any:
    rank = max(np.ndim(a), np.ndim(b))
    left, right = (1,) * (rank - np.ndim(a)) + np.shape(a), (1,) * (rank - np.ndim(b)) + np.shape(b)
    spread_left: tuple[Any, ...] = ()
    spread_right: tuple[Any, ...] = ()
    shape: tuple[Any, ...] = ()
    for k in range(rank):
        spread_left, spread_right = (*spread_left, left[k], 1), (*spread_right, 1, right[k])
        shape = (*shape, left[k] * right[k])
    return np.reshape(np.reshape(a, spread_left) * np.reshape(b, spread_right), shape)


@definition(np.linalg.multi_dot)
def multi_dot(arrays: Any) -> Any:
    product = arrays[0]
    for k in range(1, len(arrays)):
        product = product @ arrays[k]
    return product


@definition(np.polyval, when=lambda s: rank_of(argument(s, 0, "p")) == 1)
def polyval(p: Any, x: Any) -> Any:
    y = 0 * x
    for k in range(p.shape[0]):
        y = y * x + p[k]
    return y


@definition(np.einsum, when=lambda s: len(s.args) > 1 and all(rank_of(a) == 0 for a in s.args[1:]))
def product_of_numbers(subscripts: str, *operands: Any, optimize: Any = False) -> Any:
    product = operands[0]
    for k in range(1, len(operands)):
        product = product * operands[k]
    return product


def _is_of_vectors(statement: Assign) -> bool:
    """Whether the vector product of two vectors is a vector: of two with two numbers it is a number."""
    ranks = [rank_of(a) for a in statement.args[:2]]
    out = statement.out.type
    return not statement.kwargs and ranks == [1, 1] and isinstance(out, ArrayType) and out.rank == 1


@definition(np.cross, np.linalg.cross, when=_is_of_vectors)
def cross(a: Any, b: Any, *, out_dtype: Any) -> Any:
    if a.shape[0] < 2 or a.shape[0] > 3 or b.shape[0] < 2 or b.shape[0] > 3:
        raise ValueError("incompatible dimensions for cross product")
    out = np.empty(3, out_dtype)
    a_2 = a[2] if a.shape[0] == 3 else 0
    b_2 = b[2] if b.shape[0] == 3 else 0
    out[0] = a[1] * b_2 - a_2 * b[1]
    out[1] = a_2 * b[0] - a[0] * b_2
    out[2] = a[0] * b[1] - a[1] * b[0]
    return out
