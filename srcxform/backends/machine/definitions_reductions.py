"""Sums, products and spreads along axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.backends.machine.definitions import definition, of_array
from srcxform.ir.builder import literal, rank_of, type_of
from srcxform.ir.nodes import Assign, Const
from srcxform.ir.types import TupleType, is_scalar


def _is_plain(statement: Assign) -> bool:
    """Whether an array is reduced in its own dtype, into a new array."""
    given = {k: v for k, v in statement.kwargs if literal(v) != (True, None)}
    return of_array(statement) and not given.keys() & {"dtype", "out", "where", "mean", "correction", "initial"}


def count_along(shape: Any, axis: Any) -> Any:
    """How many elements are taken together."""
    count = 1
    for k in range(len(shape)):
        if axis is None or k in axis:
            count = count * shape[k]
    return count


def axes_of(axis: Any, rank: int) -> Any:
    """The axes that are named, counted from the first; None for all."""
    if axis is None:
        return None
    return tuple(k % rank for k in axis) if isinstance(axis, tuple) else (axis % rank,)


@definition(np.var, when=_is_plain)
def var(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0, keepdims: bool = False) -> Any:
    d = a - np.mean(a, axis=axis, keepdims=True)
    square = np.real(d * np.conj(d)) if np.iscomplexobj(a) else d * d
    count = count_along(a.shape, axes_of(axis, np.ndim(a)))
    return np.sum(square, axis=axis, keepdims=keepdims) / max(count - ddof, 0)


@definition(np.std, when=_is_plain)
def std(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0, keepdims: bool = False) -> Any:
    return np.sqrt(np.var(a, axis=axis, ddof=ddof, keepdims=keepdims))


@definition(np.ptp, when=_is_plain)
def ptp(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    return np.max(a, axis=axis, keepdims=keepdims) - np.min(a, axis=axis, keepdims=keepdims)


def part_at(rank: int, axis: int, where: Any) -> Any:
    """The index that has `where` on an axis and everything of the others."""
    return (slice(None),) * axis + (where,) + (slice(None),) * (rank - axis - 1)


@definition(np.cumsum, when=_is_plain)
def cumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, *, out_dtype: Any) -> Any:
    whole = np.ravel(a) if axis is None else a
    along = 0 if axis is None else axis % np.ndim(whole)
    result = np.empty(whole.shape, out_dtype)
    count = whole.shape[along]
    if count > 0:
        result[part_at(np.ndim(whole), along, 0)] = whole[part_at(np.ndim(whole), along, 0)]
    for k in range(1, count):
        before = result[part_at(np.ndim(whole), along, k - 1)]
        result[part_at(np.ndim(whole), along, k)] = before + whole[part_at(np.ndim(whole), along, k)]
    return result


@definition(np.cumprod, when=_is_plain)
def cumprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, *, out_dtype: Any) -> Any:
    whole = np.ravel(a) if axis is None else a
    along = 0 if axis is None else axis % np.ndim(whole)
    result = np.empty(whole.shape, out_dtype)
    count = whole.shape[along]
    if count > 0:
        result[part_at(np.ndim(whole), along, 0)] = whole[part_at(np.ndim(whole), along, 0)]
    for k in range(1, count):
        before = result[part_at(np.ndim(whole), along, k - 1)]
        result[part_at(np.ndim(whole), along, k)] = before * whole[part_at(np.ndim(whole), along, k)]
    return result


@definition(np.diff, when=of_array)
def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = np._NoValue, append: Any = np._NoValue) -> Any:
    along = axis % np.ndim(a)
    if prepend is not np._NoValue:
        a = np.concatenate((ends_of(a, prepend, along), a), axis=along)
    if append is not np._NoValue:
        a = np.concatenate((a, ends_of(a, append, along)), axis=along)
    for _ in range(n):
        later = a[part_at(np.ndim(a), along, slice(1, None))]
        earlier = a[part_at(np.ndim(a), along, slice(None, -1))]
        a = np.not_equal(later, earlier) if a.dtype == np.bool_ else later - earlier
    return a


def ends_of(a: Any, ends: Any, along: int) -> Any:
    """What is put before or behind an array: a number is one slice."""
    if np.ndim(ends) == 0:
        return np.full((*a.shape[:along], 1, *a.shape[along + 1 :]), ends, dtype=a.dtype)
    return ends


@definition(np.linalg.norm, when=of_array)
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    rank = np.ndim(x) if axis is None else len(axis) if isinstance(axis, tuple) else 1
    size = np.abs(x)
    if ord is None or (ord == 2 and rank == 1) or (ord == "fro" and rank == 2):
        square = np.real(x * np.conj(x)) if np.iscomplexobj(x) else x * x
        return np.sqrt(np.sum(square, axis=axis, keepdims=keepdims))
    if rank == 1 and ord == np.inf:
        return np.max(size, axis=axis, keepdims=keepdims)
    if rank == 1 and ord == -np.inf:
        return np.min(size, axis=axis, keepdims=keepdims)
    if rank == 1 and ord == 0:
        return np.sum(np.where(x != 0, 1.0, 0.0), axis=axis, keepdims=keepdims)
    if rank == 1 and ord == 1:
        return np.sum(size, axis=axis, keepdims=keepdims)
    if rank == 1:
        return np.sum(size**ord, axis=axis, keepdims=keepdims) ** (1.0 / ord)
    assert axis is None
    assert not keepdims
    if ord == 1:
        return np.max(np.sum(size, axis=0))
    if ord == -1:
        return np.min(np.sum(size, axis=0))
    if ord == np.inf:
        return np.max(np.sum(size, axis=1))
    if ord == -np.inf:
        return np.min(np.sum(size, axis=1))
    s = np.linalg.svd(x)[1]
    return np.sum(s) if ord == "nuc" else s[0] if ord == 2 else s[-1]


@definition(np.nansum, when=_is_plain)
def nansum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    return np.sum(np.where(np.isnan(a), 0, a), axis=axis, keepdims=keepdims)


@definition(np.nanprod, when=_is_plain)
def nanprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    return np.prod(np.where(np.isnan(a), 1, a), axis=axis, keepdims=keepdims)


@definition(np.nanmean, when=_is_plain)
def nanmean(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    known = np.where(np.isnan(a), 0, 1)
    total = np.sum(np.where(np.isnan(a), 0, a), axis=axis, keepdims=keepdims)
    return total / np.sum(known, axis=axis, keepdims=keepdims)


@definition(np.nanvar, when=_is_plain)
def nanvar(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0, keepdims: bool = False) -> Any:
    d = np.where(np.isnan(a), 0, a - np.nanmean(a, axis=axis, keepdims=True))
    square = np.real(d * np.conj(d)) if np.iscomplexobj(a) else d * d
    count = np.sum(np.where(np.isnan(a), 0, 1), axis=axis, keepdims=keepdims)
    left = count - ddof
    return np.sum(square, axis=axis, keepdims=keepdims) / np.where(left > 0, left, np.nan)


@definition(np.nanstd, when=_is_plain)
def nanstd(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0, keepdims: bool = False) -> Any:
    return np.sqrt(np.nanvar(a, axis=axis, ddof=ddof, keepdims=keepdims))


@definition(np.nanmax, when=_is_plain)
def nanmax(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    found = np.max(np.where(np.isnan(a), -np.inf, a), axis=axis, keepdims=keepdims)
    return np.where(np.all(np.isnan(a), axis=axis, keepdims=keepdims), np.nan, found)


@definition(np.nanmin, when=_is_plain)
def nanmin(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    found = np.min(np.where(np.isnan(a), np.inf, a), axis=axis, keepdims=keepdims)
    return np.where(np.all(np.isnan(a), axis=axis, keepdims=keepdims), np.nan, found)


@definition(np.nancumsum, when=_is_plain)
def nancumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    return np.cumsum(np.where(np.isnan(a), 0, a), axis=axis)


@definition(np.average, when=of_array)
def average(a: Any, axis: Any = None, weights: Any = None, returned: bool = False, *, keepdims: bool = False) -> Any:
    assert not returned
    if weights is None:
        return np.mean(a, axis=axis, keepdims=keepdims)
    if np.ndim(weights) != np.ndim(a):
        shape = (1,) * (axis % np.ndim(a)) + (weights.shape[0],) + (1,) * (np.ndim(a) - 1 - axis % np.ndim(a))
        weights = np.reshape(weights, shape)
        whole = np.broadcast_to(weights, a.shape)
        return np.sum(a * weights, axis=axis, keepdims=keepdims) / np.sum(whole, axis=axis, keepdims=keepdims)
    return np.sum(a * weights, axis=axis, keepdims=keepdims) / np.sum(weights, axis=axis, keepdims=keepdims)


@definition(np.trapezoid, when=of_array)
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    rank = np.ndim(y)
    along = axis % rank
    later, earlier = y[part_at(rank, along, slice(1, None))], y[part_at(rank, along, slice(None, -1))]
    if x is None:
        return np.sum(dx * (later + earlier) / 2.0, axis=along)
    if np.ndim(x) == 1:
        d = np.reshape(x[1:] - x[:-1], (1,) * along + (-1,) + (1,) * (rank - along - 1))
    else:
        d = x[part_at(rank, along, slice(1, None))] - x[part_at(rank, along, slice(None, -1))]
    return np.sum(d * (later + earlier) / 2.0, axis=along)


def _has_one_axis(statement: Assign) -> bool:
    """Whether the slope along one axis is asked for, in equal steps."""
    known, axis = literal(dict(statement.kwargs).get("axis", Const(None)))
    rank = rank_of(statement.args[0]) if statement.args else None
    steps = all(rank_of(a) == 0 for a in statement.args[1:])
    one = known and (isinstance(axis, int) or (axis is None and rank == 1))
    return of_array(statement) and one and steps and not any(k == "edge_order" for k, _ in statement.kwargs)


@definition(np.gradient, when=_has_one_axis)
def gradient(f: Any, step: Any = 1.0, *, axis: Any = None, out_dtype: Any) -> Any:
    rank = np.ndim(f)
    along = 0 if axis is None else axis % rank
    if f.shape[along] < 2:
        raise ValueError("too few elements for a numerical gradient")
    out = np.empty(f.shape, out_dtype)
    later, earlier = f[part_at(rank, along, slice(2, None))], f[part_at(rank, along, slice(None, -2))]
    out[part_at(rank, along, slice(1, -1))] = (later - earlier) / (2.0 * step)
    out[part_at(rank, along, 0)] = (f[part_at(rank, along, 1)] - f[part_at(rank, along, 0)]) / step
    out[part_at(rank, along, -1)] = (f[part_at(rank, along, -1)] - f[part_at(rank, along, -2)]) / step
    return out


def _is_of_items(statement: Assign) -> bool:
    t = type_of(statement.args[0]) if len(statement.args) == 1 else None
    return isinstance(t, TupleType) and all(is_scalar(i) for i in t.items) and not statement.kwargs


@definition(np.prod, when=_is_of_items)
def product_of_items(a: Any) -> Any:
    total = 1
    for k in range(len(a)):
        total = total * a[k]
    return total


@definition(np.sum, sum, when=_is_of_items)
def sum_of_items(a: Any) -> Any:
    total = 0
    for k in range(len(a)):
        total = total + a[k]
    return total


@definition(np.median, when=_is_plain)
def median(a: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False, keepdims: bool = False) -> Any:
    ordered = np.sort(runtime.rows(a, axis), axis=-1)
    count = ordered.shape[-1]
    if count == 0:
        raise ValueError("the median of no elements")
    low, high = ordered[..., (count - 1) // 2], ordered[..., count // 2]
    middle = np.where(np.isnan(ordered[..., -1]), np.nan, (low + high) / 2)
    if not keepdims:
        return middle
    return np.expand_dims(middle, tuple(range(np.ndim(a))) if axis is None else axis)


@definition(np.fix, when=of_array)
def fix(x: Any) -> Any:
    return np.trunc(x)


@definition(np.heaviside)
def heaviside(x1: Any, x2: Any) -> Any:
    return np.where(np.isnan(x1), x1, np.where(x1 == 0, x2, np.where(x1 < 0, 0.0, 1.0)))


@definition(np.clip, when=lambda s: rank_of(s.args[0]) == 0 and not s.kwargs and len(s.args) == 3)
def clip(a: Any, a_min: Any, a_max: Any) -> Any:
    low = a if a_min is None else np.maximum(a, a_min)
    return low if a_max is None else np.minimum(low, a_max)


@definition(np.where, when=lambda s: len(s.args) == 3 and all(rank_of(a) == 0 for a in s.args))
def where(condition: Any, x: Any, y: Any) -> Any:
    return x if condition else y
