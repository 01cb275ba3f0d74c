"""Functions of the run time that are themselves in the language: what they do is read with everything else."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.backends.machine.definitions import as_they_are, definition, of_array
from srcxform.backends.machine.definitions_parts import as_arrays
from srcxform.backends.machine.definitions_reductions import part_at
from srcxform.ir.builder import rank_of, type_of
from srcxform.ir.nodes import Assign
from srcxform.ir.types import ArrayType, ListType, TupleType, Type, is_scalar

as_they_are(
    runtime.rows,
    runtime.from_rows,
    runtime.previous,
    runtime.product_of_others,
    runtime.divide_or_zero,
    runtime.scaled_part,
    runtime.unit_like,
    runtime.fitted,
    runtime.reconcatenate,
    runtime.margin_sums,
    runtime.scattered,
    runtime.last_written,
    runtime.digamma,
    runtime.digamma_step,
    runtime.polygamma,
    runtime.bessel_i,
    runtime.sinc_derivative,
    runtime.real_like,
    runtime.in_type_of,
    runtime.add,
    runtime.spread,
    runtime.like_structure,
)


@definition(runtime.untake, when=lambda s: rank_of(s.args[0]) is not None)
def untake(g: Any, shape: Any, indices: Any, axis: Any = None, mode: str = "raise", *, out_dtype: Any) -> Any:
    result = np.zeros(shape, out_dtype)
    target = result.reshape(-1) if axis is None else result
    first = 0 if axis is None else axis % len(shape)
    places = np.asarray(indices) if np.ndim(indices) else indices
    if mode == "wrap":
        places = places % max(target.shape[first], 1)
    if mode == "clip":
        places = np.clip(places, 0, target.shape[first] - 1)
    where: Any = (slice(None),) * first + (places,)
    np.add.at(target, where, g)
    return result


@definition(runtime.resized, when=of_array)
def resized(x: Any, like: Any, axis: Any = None, *, out_dtype: Any) -> Any:
    along = tuple(range(np.ndim(x))) if axis is None else (axis % np.ndim(x),)
    shape: tuple[Any, ...] = ()
    common: tuple[Any, ...] = ()
    for k in range(np.ndim(x)):
        n = like.shape[k] if k in along else x.shape[k]
        shape = (*shape, n)
        common = (*common, slice(0, min(n, x.shape[k])))
    result = np.zeros(shape, out_dtype)
    result[common] = x[common]
    return result


@definition(runtime.linear_recurrence, when=of_array)
def linear_recurrence(a: Any, b: Any, *, out_dtype: Any) -> Any:
    y = np.empty(np.shape(b), out_dtype)
    count = y.shape[-1]
    if count > 0:
        y[..., 0] = b[..., 0]
    for i in range(1, count):
        y[..., i] = a[..., i] * y[..., i - 1] + b[..., i]
    return y


@definition(runtime.half_triangle, when=of_array)
def half_triangle(x: Any, upper: bool = False) -> Any:
    part = np.triu(x) if upper else np.tril(x)
    return np.where(np.eye(x.shape[-1], dtype=np.bool_), part / 2, part)


@definition(runtime.uneinsum)
def uneinsum(core: Any, shape: Any, core_labels: str = "", labels: str = "") -> Any:
    if not labels:
        # What has length 1 here is repeated where the operand's axis is longer.
        given = np.asarray(core)
        return summed_to(given + np.zeros(shape, given.dtype), shape)
    unique = tuple(x for k, x in enumerate(labels) if labels.index(x) == k)
    missing = tuple(k for k, x in enumerate(unique) if x not in core_labels)
    lengths = tuple(shape[labels.index(x)] for x in unique)
    spread = np.expand_dims(core, missing) if missing else np.asarray(core)
    whole = tuple(lengths[k] if k in missing else spread.shape[k] for k in range(len(unique)))
    spread = summed_to(np.array(np.broadcast_to(spread, whole)), lengths)
    again = tuple(k for k, x in enumerate(labels) if labels.index(x) != k)
    if not again:
        return spread
    spread = np.expand_dims(spread, again)
    for k in again:
        on_diagonal = along_one(shape, labels.index(labels[k])) == along_one(shape, k)
        spread = np.where(on_diagonal, spread, 0)
    return spread


def along_one(shape: Any, axis: int) -> Any:
    """The indices of an axis, as an array that broadcasts with the others."""
    return np.reshape(np.arange(shape[axis]), (1,) * axis + (shape[axis],) + (1,) * (len(shape) - axis - 1))


def summed_to(core: Any, shape: Any) -> Any:
    """The array summed to lengths of one where this shape has them."""
    return runtime.unbroadcast(core, np.broadcast_to(0.0, shape))


@definition(runtime.undiagonal, when=lambda s: len(s.args) > 1)
def undiagonal(g: Any, shape: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    result = np.zeros(shape, g.dtype)
    squares = np.moveaxis(result, (axis1, axis2), (-2, -1))
    down, right = max(-offset, 0), max(offset, 0)
    count = max(min(squares.shape[-2] - down, squares.shape[-1] - right), 0)
    given = np.broadcast_to(g, (*g.shape[:-1], count))
    for k in range(count):
        squares[..., k + down, k + right] = given[..., k]
    return result


@definition(runtime.untile)
def untile(g: Any, shape: Any, reps: Any) -> Any:
    counts = reps if isinstance(reps, tuple) else (reps,)
    rank = max(len(shape), len(counts))
    counts = (1,) * (rank - len(counts)) + counts
    lengths = (1,) * (rank - len(shape)) + shape
    paired: tuple[Any, ...] = ()
    for k in range(rank):
        paired = (*paired, counts[k], lengths[k])
    return np.reshape(np.sum(np.reshape(g, paired), axis=tuple(range(0, 2 * rank, 2))), shape)


@definition(runtime.unrepeat)
def unrepeat(g: Any, shape: Any, repeats: Any, axis: Any = None) -> Any:
    if np.ndim(repeats):
        length = shape[axis] if axis is not None else np.size(np.broadcast_to(0.0, shape))
        return runtime.untake(g, shape, np.repeat(np.arange(length), repeats), axis)
    if axis is None:
        return np.reshape(np.sum(np.reshape(g, (-1, repeats)), axis=1), shape)
    along = axis % len(shape)
    return np.sum(np.reshape(g, (*shape[:along], shape[along], repeats, *shape[along + 1 :])), axis=along + 1)


def pairs_of(pad_width: Any, rank: int) -> Any:
    """The widths before and behind each axis."""
    widths = pad_width if isinstance(pad_width, tuple) else (pad_width, pad_width)
    if not isinstance(widths[0], tuple):
        widths = ((widths[0], widths[-1]),)
    return widths * rank if len(widths) == 1 else widths


@definition(runtime.unpad)
def unpad(g: Any, shape: Any, pad_width: Any, mode: str = "constant") -> Any:
    widths = pairs_of(pad_width, len(shape))
    for axis in range(len(shape)):
        before, after = widths[axis]
        if mode == "constant":
            g = g[part_at(len(shape), axis, slice(before, before + shape[axis]))]
        else:
            how: Any = mode
            source = np.pad(np.arange(shape[axis]), (before, after), mode=how)
            g = runtime.untake(g, (*g.shape[:axis], shape[axis], *g.shape[axis + 1 :]), source, axis)
    return np.copy(g)


@definition(runtime.unconcatenate, when=lambda s: isinstance(type_of(s.args[1]), TupleType))
def unconcatenate(g: Any, arrays: Any, axis: Any = 0) -> Any:
    arrays = as_arrays(arrays)
    whole = np.ravel(g) if axis is None else g
    rank = np.ndim(whole)
    along = 0 if axis is None else axis % rank
    parts: tuple[Any, ...] = ()
    start = 0
    for k in range(len(arrays)):
        a = arrays[k]
        width = np.size(a) if axis is None else a.shape[along] if np.ndim(a) == rank else 1
        part = whole[part_at(rank, along, slice(start, start + width))]
        parts = (*parts, fitted_part(part, a))
        start = start + width
    return parts


@definition(runtime.unstack, when=lambda s: isinstance(type_of(s.args[1]), TupleType))
def unstack(g: Any, arrays: Any, axis: int = 0) -> Any:
    arrays = as_arrays(arrays)
    along = axis % np.ndim(g)
    parts: tuple[Any, ...] = ()
    for k in range(len(arrays)):
        parts = (*parts, fitted_part(g[part_at(np.ndim(g), along, k)], arrays[k]))
    return parts


@definition(runtime.fitted_part)
def fitted_part(part: Any, like: Any) -> Any:
    if np.ndim(part) == 0 and np.ndim(like) == 0:
        return runtime.real_like(part, like)
    if np.ndim(part) == np.ndim(like):
        return np.copy(runtime.real_like(part, like))
    return np.reshape(np.copy(runtime.real_like(part, like)), np.shape(like))


def _is_tree(t: Type) -> bool:
    """Whether it is the type of a display, nested perhaps, of which each item is known to be one, too, or an array."""
    if isinstance(t, TupleType):
        return all(map(_is_tree, t.items))
    return isinstance(t, ArrayType) and t.rank is not None


@definition(runtime.unstacked, when=lambda s: isinstance(t := type_of(s.args[1]), TupleType) and _is_tree(t))
def unstacked(g: Any, like: Any) -> Any:
    parts: tuple[Any, ...] = ()
    for k in range(len(like)):
        part, item = g[k], like[k]
        parts = (*parts, unstacked(part, item) if isinstance(item, (list, tuple)) else part)
    return parts


def _of_many(statement: Assign) -> bool:
    return of_array(statement) and max(rank_of(a) or 0 for a in statement.args[:2]) > 2


@definition(runtime.solve_triangle, when=_of_many)
def solve_triangle(t: Any, b: Any, lower: bool = False, *, out_dtype: Any) -> Any:
    x = np.empty(np.shape(b), out_dtype)
    for k in range(b.shape[0]):
        x[k] = runtime.solve_triangle(t if np.ndim(t) == 2 else t[k], b[k], lower)
    return x


@definition(runtime.cholesky_bar, when=of_array)
def cholesky_bar(factor: Any, g: Any) -> Any:
    if np.ndim(factor) > 2:
        out = np.empty_like(g)
        for k in range(g.shape[0]):
            out[k] = runtime.cholesky_bar(factor[k], g[k])
        return out
    turned = np.conj(factor.T)
    half = runtime.solve_triangle(turned, runtime.half_triangle(turned @ np.tril(g)))
    s = runtime.solve_triangle(turned, np.conj(half.T))
    return runtime.half_triangle(s + np.conj(s.T))


@definition(runtime.average_ties, when=of_array)
def average_ties(g: Any, ordered: Any, axis: int = -1) -> Any:
    rank = np.ndim(g)
    along = axis % rank
    out = np.array(g)
    values, means = np.moveaxis(ordered, along, 0), np.moveaxis(out, along, 0)
    if rank > 1:
        for j in range(means.shape[1]):
            means[:, j] = runtime.average_ties(means[:, j], values[:, j], 0)
        return out
    count = ordered.shape[0]
    start = 0
    for k in range(1, count + 1):
        if k == count or ordered[k if k < count else 0] != ordered[k - 1]:
            if k - start > 1:
                out[start:k] = np.sum(out[start:k]) / (k - start)
            start = k
    return out


@definition(runtime.quantile_weights, when=of_array)
def quantile_weights(a: Any, q: Any, axis: Any = None) -> Any:
    r = runtime.rows(a, axis)
    count = r.shape[-1]
    place = q * (count - 1)
    below = int(np.floor(place))
    above = min(below + 1, count - 1)
    part = np.sort(r, axis=-1)
    low, high = part[..., below : below + 1], part[..., above : above + 1]
    w = np.zeros(np.shape(r), a.dtype)
    for value, share in ((low, 1 - (place - below)), (high, place - below)):
        chosen = np.where(r == value, 1.0, 0.0)
        w = w + chosen * (share / np.sum(chosen, axis=-1, keepdims=True))
    return runtime.from_rows(w, a, axis)


@definition(runtime.uncut_convolution, when=of_array)
def uncut_convolution(g: Any, left: Any, right: Any, mode: str, is_correlation: bool = False) -> Any:
    full = np.zeros(left + right - 1, g.dtype)
    start = runtime.convolution_margin(left, right, mode, is_correlation)
    full[start : start + g.shape[0]] = g
    return full


@definition(runtime.cut_convolution, when=of_array)
def cut_convolution(full: Any, left: Any, right: Any, mode: str, is_correlation: bool = False) -> Any:
    if mode == "full":
        return full
    size = max(left, right) if mode == "same" else abs(left - right) + 1
    start = runtime.convolution_margin(left, right, mode, is_correlation)
    return full[start : start + size]


@definition(runtime.convolution_margin)
def convolution_margin(left: Any, right: Any, mode: str, is_correlation: bool = False) -> Any:
    short = min(left, right)
    if mode == "full":
        return 0
    if mode == "valid":
        return short - 1
    if is_correlation and right > left:
        return short // 2
    return (short - 1) // 2


@definition(runtime.untake_along_axis)
def untake_along_axis(g: Any, shape: Any, indices: Any, axis: Any = -1) -> Any:
    result = np.zeros(shape, g.dtype)
    if axis is None:
        np.add.at(np.reshape(result, -1), indices, np.ravel(g))
        return result
    np.add.at(result, along_axis(indices, axis % len(shape), len(shape)), g)
    return result


def along_axis(indices: Any, along: int, rank: int) -> Any:
    """The index of the elements that an array names along an axis."""
    places: tuple[Any, ...] = ()
    for k in range(rank):
        if k == along:
            places = (*places, indices)
        else:
            shape = (1,) * k + (indices.shape[k],) + (1,) * (rank - k - 1)
            places = (*places, np.reshape(np.arange(indices.shape[k]), shape))
    return places


@definition(np.take_along_axis, when=of_array)
def take_along_axis(arr: Any, indices: Any, axis: Any = -1) -> Any:
    if axis is None:
        return np.ravel(arr)[indices]
    return arr[along_axis(indices, axis % np.ndim(arr), np.ndim(arr))]


@definition(runtime.interleaved_shape)
def interleaved_shape(a: Any, b: Any) -> Any:
    rank = max(np.ndim(a), np.ndim(b))
    left, right = (1,) * (rank - np.ndim(a)) + np.shape(a), (1,) * (rank - np.ndim(b)) + np.shape(b)
    shape: tuple[Any, ...] = ()
    for k in range(rank):
        shape = (*shape, left[k], right[k])
    return shape


@definition(runtime.stop_gradient)
def stop_gradient(x: Any) -> Any:
    return np.copy(x) if np.ndim(x) else x


def _holds_items(statement: Assign) -> bool:
    return isinstance(type_of(statement.args[0]), (TupleType, ListType))


@definition(runtime.zeros_list, when=_holds_items)
def zeros_list(x: Any) -> Any:
    return [runtime.zeros_list(item) for item in x]


def _is_known(statement: Assign) -> bool:
    t = type_of(statement.args[0])
    return isinstance(t, ArrayType) and t.rank is not None and t.dtype is not None


@definition(runtime.zeros_list, when=_is_known)
@definition(runtime.zero_cells, when=of_array)
def zeros_of_one(x: Any) -> Any:
    return runtime.zeros_like(x)


@definition(runtime.zeros_like, when=_holds_items)
def zeros_like(x: Any) -> Any:
    if isinstance(x, list):
        return [runtime.zeros_like(item) for item in x]
    return tuple([runtime.zeros_like(item) for item in x])


@definition(runtime.ones_like, when=_holds_items)
def ones_like(x: Any) -> Any:
    if isinstance(x, list):
        return [runtime.ones_like(item) for item in x]
    return tuple([runtime.ones_like(item) for item in x])


@definition(runtime.copy_of, when=_holds_items)
def copy_of(x: Any) -> Any:
    if isinstance(x, list):
        return [runtime.copy_of(item) for item in x]
    return tuple([runtime.copy_of(item) for item in x])


def _is_number(statement: Assign) -> bool:
    t = type_of(statement.args[0])
    return is_scalar(t) and t.dtype is not None  # type: ignore[union-attr]


@definition(runtime.zeros_like, when=_is_number)
def zero_like(x: Any) -> Any:
    return 0j if np.iscomplexobj(x) else 0.0


@definition(runtime.ones_like, when=_is_number)
def one_like(x: Any) -> Any:
    return 1 + 0j if np.iscomplexobj(x) else 1.0


@definition(runtime.copy_of, when=_is_number)
def copy_of_number(x: Any) -> Any:
    return x


@definition(runtime.python_number, when=_is_known)
def python_number(x: Any) -> Any:
    return x if np.ndim(x) == 0 else np.ravel(x)[0]


def _has_list(statement: Assign) -> bool:
    t = type_of(statement.args[1])
    return isinstance(t, ListType) and isinstance(t.item, ArrayType) and t.item.rank is not None and of_array(statement)


@definition(runtime.unstack, runtime.unstacked, when=_has_list)
def unstack_list(g: Any, arrays: Any, axis: int = 0) -> Any:
    moved = np.moveaxis(g, axis, 0) if axis else g
    if np.ndim(g) == 1:
        return [moved[k] for k in range(len(arrays))]
    return [np.copy(moved[k]) for k in range(len(arrays))]


@definition(runtime.unconcatenate, when=lambda s: _has_list(s) and (rank_of(s.args[0]) or 0) > 0)
def unconcatenate_list(g: Any, arrays: Any, axis: int = 0) -> Any:
    rank = np.ndim(g)
    along = axis % rank
    parts = []
    start = 0
    for a in arrays:
        stop = start + a.shape[along]
        parts.append(np.copy(g[part_at(rank, along, slice(start, stop))]))
        start = stop
    return parts


@definition(operator.index, when=_is_number)
def index(a: Any) -> Any:
    return a
