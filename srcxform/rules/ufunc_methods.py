"""The methods of ufuncs: by the function of the same meaning where there is one, else element after element."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.options import max_of, min_of, nanmax_of, nanmin_of, prod_of, sum_of
from srcxform.rules.quantiles import rows_of, stored, with_kept_axes
from srcxform.rules.registry import definition, no_rule, nondifferentiable
from srcxform.runtime import occurrence


@definition(np.ufunc.reduce)
def reduce(
    self: Any, array: Any, /, axis: Any = 0, dtype: Any = None, out: Any = None, keepdims: Any = False,
    initial: Any = None, where: Any = None,
) -> Any:  # fmt: skip
    """One operation between all elements along axes."""
    if self is np.add:
        return sum_of(array, axis, dtype, out, keepdims, initial, where)
    if self is np.multiply:
        return prod_of(array, axis, dtype, out, keepdims, initial, where)
    x = array if dtype is None else np.asarray(array, dtype=dtype)
    if self is np.maximum:
        return max_of(x, axis, out, keepdims, initial, where)
    if self is np.minimum:
        return min_of(x, axis, out, keepdims, initial, where)
    if self is np.fmax:
        return nanmax_of(x, axis, out, keepdims, initial, where)
    if self is np.fmin:
        return nanmin_of(x, axis, out, keepdims, initial, where)
    if self in (np.power, np.arctan2, np.float_power):
        return no_rule("NumPy does not reduce powers and angles from the first element to the last", "write the loop")
    values = one_by_one(self, np.moveaxis(rows_of(x, axis), -1, 0), initial, chosen_items(x, axis, where))
    return stored(with_kept_axes(values, x, 0, axis, keepdims), out)


def chosen_items(x: Any, axis: Any, where: Any) -> Any:
    """Which elements count, item by item along the reduced axes."""
    return None if where is None else np.moveaxis(rows_of(np.broadcast_to(where, np.shape(x)), axis), -1, 0)


def one_by_one(function: Any, items: Any, initial: Any, chosen: Any) -> Any:
    """The operation between the items, from the first to the last, or from where it starts."""
    if chosen is not None:
        start = function.identity if initial is None else initial
        total = np.zeros_like(items[0]) + start
        for k in range(len(items)):
            # Where an item is left out, the operation gets a number that cannot fail.
            total = np.where(chosen[k], function(total, np.where(chosen[k], items[k], total)), total)
        return total
    total = items[0] if initial is None else function(initial, items[0])
    for k in range(1, len(items)):
        total = function(total, items[k])
    return total


@definition(np.ufunc.accumulate)
def accumulate(self: Any, array: Any, /, axis: Any = 0, dtype: Any = None, out: Any = None) -> Any:
    """The operation between all elements up to each."""
    if self is np.add:
        return stored(np.cumsum(array, axis=axis, dtype=dtype), out)
    if self is np.multiply:
        return stored(np.cumprod(array, axis=axis, dtype=dtype), out)
    items = np.moveaxis(np.asarray(array, dtype=dtype), axis, 0)
    totals = np.zeros_like(items)
    totals[:1] = items[:1]
    for k in range(1, len(items)):
        totals[k] = self(totals[k - 1], items[k])
    return stored(np.moveaxis(totals, 0, axis), out)


@definition(np.ufunc.reduceat)
def reduceat(self: Any, array: Any, /, indices: Any, axis: Any = 0, dtype: Any = None, out: Any = None) -> Any:
    """The operation between the elements from each index to the next, or the element there if the next is lower."""
    items = np.moveaxis(np.asarray(array, dtype=dtype), axis, 0)
    starts = np.asarray(indices)
    parts = [part(self, items, starts, k) for k in range(len(starts))]
    return stored(np.moveaxis(np.array(parts), 0, axis), out)


def part(function: Any, items: Any, starts: Any, k: Any) -> Any:
    """The operation between the items from one index to the next."""
    start = starts[k]
    stop = starts[k + 1] if k + 1 < len(starts) else len(items)
    return reduce(function, items[start : max(stop, start + 1)], 0)


@definition(np.ufunc.outer)
def outer(self: Any, A: Any, B: Any, /, dtype: Any = None, out: Any = None) -> Any:
    """The operation between each element of one array and each of the other."""
    left = (A if isinstance(A, np.ndarray) else np.asarray(A))[(..., *((np.newaxis,) * np.ndim(B)))]
    if dtype is None:
        return stored(self(left, B), out)
    return stored(self(left, B, dtype=dtype), out)


@definition(np.ufunc.at)
def at(self: Any, a: Any, indices: Any, b: Any = None, /) -> None:
    """The operation in place, once for each time that an element is named."""
    places = np.reshape(np.arange(np.size(a)), np.shape(a))[indices]
    flat = np.ravel(places)
    turn = occurrence(flat)
    for k in range(int(np.max(turn, initial=-1)) + 1):
        now = turn == k
        where = np.unravel_index(flat[now], np.shape(a))
        if b is None:
            a[where] = self(a[where])
        else:
            a[where] = self(a[where], np.ravel(np.broadcast_to(b, np.shape(places)))[now])
    return None


nondifferentiable((occurrence, np.ufunc.resolve_dtypes))
