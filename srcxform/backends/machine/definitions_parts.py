"""Arrays that are put together of parts, and turned, repeated or cut."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.backends.machine.definitions import argument, definition, of_array
from srcxform.backends.machine.definitions_reductions import part_at
from srcxform.ir.builder import literal, rank_of, type_of
from srcxform.ir.nodes import Assign, Tup
from srcxform.ir.types import ArrayType, ListType, TupleType


def _has_parts(statement: Assign) -> bool:
    """Whether arrays of known rank are given, and nothing but an axis."""
    whole = type_of(statement.args[0]) if statement.args else None
    items = whole.items if isinstance(whole, TupleType) else (whole.item,) if isinstance(whole, ListType) else ()
    known = all(has_items(t) or _is_known_array(t) for t in items)
    return bool(items) and known and not any(k in ("out", "dtype", "casting") for k, _ in statement.kwargs)


def _is_known_array(t: Any) -> bool:
    return isinstance(t, ArrayType) and t.rank is not None and t.dtype is not None


@definition(np.concatenate, when=_has_parts)
def concatenate(arrays: Any, axis: Any = 0, *, out_dtype: Any) -> Any:
    arrays = as_arrays(arrays)
    if axis is None:
        return np.concatenate([np.ravel(a) for a in arrays])
    first = arrays[0]
    along = axis % np.ndim(first)
    out = np.empty((*first.shape[:along], total_of(arrays, along), *first.shape[along + 1 :]), out_dtype)
    put_parts(out, arrays, along, 0)
    return out


def as_arrays(items: Any) -> Any:
    """Lists and tuples of numbers among arrays as arrays."""
    if not isinstance(items, tuple):
        return items
    return tuple([np.array(item) if isinstance(item, (list, tuple)) else item for item in items])


def of_each(change: Any, items: Any) -> Any:
    """What a function makes of each of some arrays; a tuple where they are known to be so many."""
    changed = [change(item) for item in as_arrays(items)]
    return tuple(changed) if isinstance(items, tuple) else changed


def total_of(arrays: Any, along: int) -> Any:
    """The length that arrays have together."""
    if not isinstance(arrays, tuple):
        return sum([a.shape[along] for a in arrays])
    first = arrays[0].shape[along]
    return first if len(arrays) == 1 else first + total_of(arrays[1:], along)


def put_parts(out: Any, arrays: Any, along: int, start: Any) -> None:
    """Store arrays one behind the other: each by itself where they are known to be so many."""
    rank = np.ndim(out)
    if not isinstance(arrays, tuple):
        for a in arrays:
            stop = start + a.shape[along]
            out[part_at(rank, along, slice(start, stop))] = a
            start = stop
    elif arrays:
        stop = start + arrays[0].shape[along]
        out[part_at(rank, along, slice(start, stop))] = arrays[0]
        put_parts(out, arrays[1:], along, stop)


@definition(np.stack, when=_has_parts)
def stack(arrays: Any, axis: int = 0, *, out_dtype: Any) -> Any:
    arrays = as_arrays(arrays)
    first = arrays[0]
    rank = np.ndim(first) + 1
    along = axis % rank
    shape = np.shape(first)
    out = np.empty((*shape[:along], len(arrays), *shape[along:]), out_dtype)
    put_rows(out, arrays, along, 0)
    return out


def put_rows(out: Any, arrays: Any, along: int, k: Any) -> None:
    """Store arrays at one place of an axis after the other."""
    rank = np.ndim(out)
    if not isinstance(arrays, tuple):
        for a in arrays:
            out[part_at(rank, along, k)] = a
            k = k + 1
    elif arrays:
        out[part_at(rank, along, k)] = arrays[0]
        put_rows(out, arrays[1:], along, k + 1)


@definition(np.vstack, when=_has_parts)
def vstack(tup: Any) -> Any:
    return np.concatenate(of_each(np.atleast_2d, tup), 0)


@definition(np.hstack, when=_has_parts)
def hstack(tup: Any) -> Any:
    parts = of_each(np.atleast_1d, tup)
    return np.concatenate(parts, 0 if np.ndim(parts[0]) == 1 else 1)


@definition(np.dstack, when=_has_parts)
def dstack(tup: Any) -> Any:
    return np.concatenate(of_each(np.atleast_3d, tup), 2)


@definition(np.column_stack, when=_has_parts)
def column_stack(tup: Any) -> Any:
    return np.concatenate(of_each(as_column, tup), 1)


def as_column(a: Any) -> Any:
    return a if np.ndim(a) == 2 else np.reshape(a, (np.size(a), 1))


def _is_nested(statement: Assign) -> bool:
    """Whether an array is made of arrays, or of numbers in lists in a list."""
    whole = type_of(statement.args[0]) if statement.args else None
    if not has_items(whole) or any(k != "dtype" for k, _ in statement.kwargs):
        return False
    return any(isinstance(t, ArrayType) and t.rank for t in _leaves(whole)) or _depth(whole) > 1


def has_items(t: Any) -> bool:
    """Whether it is a tuple or list of numbers and arrays, or of such."""
    if isinstance(t, TupleType):
        return all(isinstance(i, ArrayType) or has_items(i) for i in t.items) and bool(t.items)
    return False


def _leaves(t: Any) -> list[Any]:
    return [leaf for i in t.items for leaf in _leaves(i)] if isinstance(t, TupleType) else [t]


def _depth(t: Any) -> int:
    return 1 + max(map(_depth, t.items), default=0) if isinstance(t, TupleType) else 0


@definition(np.array, np.asarray, when=_is_nested)
def array(items: Any, dtype: Any = None, *, out_dtype: Any) -> Any:
    if isinstance(items[0], (tuple, list)):
        return np.stack([np.array(item, dtype=out_dtype) for item in items])
    if np.ndim(items[0]):
        return np.stack(items)
    out = np.empty(len(items), out_dtype)
    put_rows(out, items, 0, 0)
    return out


def _is_list_of_arrays(statement: Assign) -> bool:
    t = type_of(statement.args[0]) if statement.args else None
    return isinstance(t, ListType) and isinstance(t.item, ArrayType) and bool(t.item.rank) and not statement.kwargs


@definition(np.array, np.asarray, when=_is_list_of_arrays)
def array_of_list(items: Any) -> Any:
    return np.stack(items)


def _rolls_more_than_one_axis(statement: Assign) -> bool:
    """Whether an axis is to be found first, or taken out of several; along one there is `moves.rolled`."""
    shift, axis = argument(statement, 1, "shift"), argument(statement, 2, "axis")
    if not of_array(statement) or statement.kwargs or rank_of(shift) != 0:
        return of_array(statement)
    is_flat = axis is None or literal(axis) == (True, None)
    return rank_of(statement.args[0]) != 1 if is_flat else rank_of(axis) != 0


@definition(np.roll, when=_rolls_more_than_one_axis)
def roll(a: Any, shift: Any, axis: Any = None) -> Any:
    if axis is None:
        return np.reshape(np.roll(np.ravel(a), shift, 0), np.shape(a))
    if isinstance(axis, tuple):
        for k in range(len(axis)):
            a = np.roll(a, shift[k] if isinstance(shift, tuple) else shift, axis[k])
        return a
    return np.roll(a, shift, axis)


def _has_number(statement: Assign) -> bool:
    return of_array(statement) and rank_of(argument(statement, 1, "repeats")) == 0


@definition(np.repeat, when=_has_number)
def repeat(a: Any, repeats: Any, axis: Any = None, *, out_dtype: Any) -> Any:
    whole = np.ravel(a) if axis is None else a
    rank = np.ndim(whole)
    along = 0 if axis is None else axis % rank
    shape = np.shape(whole)
    out = np.empty((*shape[:along], shape[along] * repeats, *shape[along + 1 :]), out_dtype)
    for k in range(repeats):
        out[part_at(rank, along, slice(k, None, 1) if repeats == 1 else slice(k, None, repeats))] = whole
    return out


def _has_known_reps(statement: Assign) -> bool:
    reps = argument(statement, 1, "reps")
    return of_array(statement) and (
        isinstance(reps, Tup) or rank_of(reps) == 0 or (reps is not None and literal(reps)[0])
    )


@definition(np.tile, when=_has_known_reps)
def tile(A: Any, reps: Any, *, out_dtype: Any) -> Any:
    counts = reps if isinstance(reps, tuple) else (reps,)
    rank = max(np.ndim(A), len(counts))
    counts = (1,) * (rank - len(counts)) + counts
    shape = (1,) * (rank - np.ndim(A)) + np.shape(A)
    paired: tuple[Any, ...] = ()
    shown: tuple[Any, ...] = ()
    for n, m in zip(counts, shape):
        paired = (*paired, n, m)
        shown = (*shown, 1, m)
    spread = np.broadcast_to(np.reshape(A, shown), paired)
    return np.reshape(np.array(spread), tuple(n * m for n, m in zip(counts, shape)))


def _pads_constant(statement: Assign) -> bool:
    known, mode = literal(argument(statement, 2, "mode") or Tup(()))
    given = argument(statement, 2, "mode") is None or (known and mode == "constant")
    return of_array(statement) and given and not any(k == "end_values" for k, _ in statement.kwargs)


@definition(np.pad, when=_pads_constant)
def pad(array: Any, pad_width: Any, mode: str = "constant", constant_values: Any = 0, *, out_dtype: Any) -> Any:
    rank = np.ndim(array)
    widths = pad_width if isinstance(pad_width, tuple) else (pad_width, pad_width)
    if not isinstance(widths[0], tuple):
        widths = ((widths[0], widths[-1]),)
    widths = widths * rank if len(widths) == 1 else widths
    shape: tuple[Any, ...] = ()
    inside: tuple[Any, ...] = ()
    for (before, after), n in zip(widths, array.shape):
        shape = (*shape, before + n + after)
        inside = (*inside, slice(before, before + n))
    out = np.full(shape, constant_values, dtype=out_dtype)
    out[inside] = array
    return out


PLACED = ("edge", "wrap", "reflect", "symmetric")


@definition(np.pad, when=lambda s: of_array(s) and literal(argument(s, 2, "mode") or Tup(()))[1] in PLACED)
def pad_by_place(array: Any, pad_width: Any, mode: str = "constant") -> Any:
    widths = pad_width if isinstance(pad_width, tuple) else (pad_width, pad_width)
    if not isinstance(widths[0], tuple):
        widths = ((widths[0], widths[-1]),)
    widths = widths * np.ndim(array) if len(widths) == 1 else widths
    return padded(array, widths, 0, mode)


def padded(array: Any, widths: Any, axis: int, mode: str) -> Any:
    """The array with its margins, from an axis on."""
    if axis == np.ndim(array):
        return array
    count = array.shape[axis]
    before, after = widths[axis]
    if count == 0:
        raise ValueError("can't extend an empty axis")
    places = np.arange(-before, count + after)
    if mode == "edge":
        places = np.minimum(np.maximum(places, 0), count - 1)
    elif mode == "wrap":
        places = places % count
    else:
        period = max(2 * count - 2, 1) if mode == "reflect" else 2 * count
        places = places % period
        places = np.where(places < count, places, period - places - (0 if mode == "reflect" else 1))
    return padded(np.take(array, places, axis=axis), widths, axis + 1, mode)


@definition(np.fliplr, when=of_array)
def fliplr(m: Any) -> Any:
    return np.flip(m, 1)


@definition(np.flipud, when=of_array)
def flipud(m: Any) -> Any:
    return np.flip(m, 0)


@definition(np.take, when=of_array)
def take(a: Any, indices: Any, axis: Any = None, out: Any = None, mode: str = "raise") -> Any:
    whole = np.ravel(a) if axis is None else a
    along = 0 if axis is None else axis % np.ndim(whole)
    count = whole.shape[along]
    places = np.asarray(indices)
    if mode == "wrap":
        places = places % max(count, 1)
    if mode == "clip":
        places = np.clip(places, 0, count - 1)
    return whole[part_at(np.ndim(whole), along, places)]


@definition(np.compress, when=lambda s: rank_of(argument(s, 0, "condition")) == 1)
def compress(condition: Any, a: Any, axis: Any = None, out: Any = None) -> Any:
    return np.take(a, np.flatnonzero(condition), axis)


@definition(np.rot90, when=of_array)
def rot90(m: Any, k: int = 1, axes: Any = (0, 1)) -> Any:
    times = k % 4
    if times == 0:
        return np.copy(m)
    if times == 2:
        return np.flip(np.flip(m, axes[0]), axes[1])
    if times == 1:
        return np.swapaxes(np.flip(m, axes[1]), axes[0], axes[1])
    return np.flip(np.swapaxes(m, axes[0], axes[1]), axes[1])


@definition(np.rollaxis, when=of_array)
def rollaxis(a: Any, axis: int, start: int = 0) -> Any:
    rank = np.ndim(a)
    place = start + rank if start < 0 else start
    return np.moveaxis(a, axis, place - 1 if axis % rank < place else place)


@definition(np.meshgrid)
def meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> Any:
    rank = len(xi)
    grids: tuple[Any, ...] = ()
    lengths: tuple[Any, ...] = ()
    for k in range(rank):
        lengths = (*lengths, np.size(xi[k]))
    order = (1, 0, *range(2, rank)) if indexing == "xy" and rank > 1 else tuple(range(rank))
    shape: tuple[Any, ...] = ()
    for k in range(rank):
        shape = (*shape, lengths[order[k]])
    for k in range(rank):
        own = np.reshape(xi[k], (1,) * order[k] + (lengths[k],) + (1,) * (rank - order[k] - 1))
        grids = (*grids, np.copy(own) if sparse else np.array(np.broadcast_to(own, shape)))
    return grids


@definition(np.ix_)
def ix_(*args: Any) -> Any:
    rank = len(args)
    grids: tuple[Any, ...] = ()
    for k in range(rank):
        given = args[k] if isinstance(args[k], np.ndarray) else np.array(args[k])
        places = np.flatnonzero(given) if given.dtype == np.bool_ else given
        grids = (*grids, np.reshape(places, (1,) * k + (np.size(places),) + (1,) * (rank - k - 1)))
    return grids


def _has_choices(statement: Assign) -> bool:
    lists = [type_of(a) for a in statement.args[:2]]
    return len(lists) == 2 and all(isinstance(t, TupleType) for t in lists)


@definition(np.select, when=_has_choices)
def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    result = np.where(condlist[-1], choicelist[-1], default)
    for k in range(1, len(condlist)):
        place = len(condlist) - 1 - k
        result = np.where(condlist[place], choicelist[place], result)
    return result


@definition(np.choose, when=lambda s: isinstance(type_of(s.args[1]), TupleType) and not s.kwargs and len(s.args) == 2)
def choose(a: Any, choices: Any) -> Any:
    count = len(choices)
    if np.any((a < 0) | (a >= count)):
        raise ValueError("invalid entry in choice array")
    result = np.where(a == 0, choices[0], choices[count - 1])
    for k in range(1, count - 1):
        result = np.where(a == k, choices[k], result)
    return result


def _is_many(statement: Assign) -> bool:
    return of_array(statement) and (rank_of(statement.args[0]) or 0) > 1


def _takes_more(statement: Assign) -> bool:
    """Whether more is asked of a vector than Numba's own function takes."""
    return of_array(statement) and (len(statement.args) > 1 or bool(statement.kwargs))


@definition(np.sort, when=lambda s: _is_many(s) or _takes_more(s))
def sort(a: Any, axis: Any = -1, kind: Any = None) -> Any:
    if axis is None:
        return np.sort(np.ravel(a))
    if np.ndim(a) == 1:
        return np.sort(a)
    out = np.array(a)
    moved = np.moveaxis(out, axis, 0)
    for j in range(moved.shape[1]):
        moved[:, j] = np.sort(moved[:, j], axis=0)
    return out


@definition(np.argsort, when=lambda s: _is_many(s) or len(s.args) > 1 or any(k == "axis" for k, _ in s.kwargs))
def argsort(a: Any, axis: Any = -1, kind: Any = None) -> Any:
    if axis is None:
        return np.argsort(np.ravel(a), kind="mergesort")
    if np.ndim(a) == 1:
        return np.argsort(a, kind="mergesort")
    out = np.empty(np.shape(a), np.int64)
    moved, given = np.moveaxis(out, axis, 0), np.moveaxis(a, axis, 0)
    for j in range(moved.shape[1]):
        moved[:, j] = np.argsort(given[:, j], axis=0)
    return out


@definition(np.partition, when=of_array)
def partition(a: Any, kth: Any, axis: Any = -1) -> Any:
    return np.sort(a, axis=axis)


@definition(np.block)
def block(arrays: Any) -> Any:
    return joined(arrays, -depth_of(arrays), np.ndim(deepest(arrays)))


def depth_of(tree: Any) -> int:
    return 1 + depth_of(tree[0]) if isinstance(tree, (list, tuple)) else 0


def deepest(tree: Any) -> Any:
    return deepest(tree[0]) if isinstance(tree, (list, tuple)) else tree


def joined(tree: Any, axis: int, rank: int) -> Any:
    """The arrays of nested lists, put together along one axis for each level."""
    if not isinstance(tree, (list, tuple)):
        return np.atleast_1d(tree) if rank < 2 else tree
    return np.concatenate([joined(item, axis + 1, rank) for item in tree], axis=axis)


def _names_axis(statement: Assign) -> bool:
    axis = argument(statement, 1, "axis")
    known, value = literal(axis) if axis is not None else (False, None)
    return of_array(statement) and known and value is not None


@definition(np.squeeze, when=_names_axis)
def squeeze(a: Any, axis: Any = None) -> Any:
    rank = np.ndim(a)
    axes = axis if isinstance(axis, tuple) else (axis,)
    places = tuple([k % rank for k in axes])
    for k in places:
        if a.shape[k] != 1:
            raise ValueError("cannot select an axis to squeeze out which has size not equal to one")
    if len(places) == rank:
        return np.reshape(a, ())
    return a[tuple([0 if k in places else slice(None) for k in range(rank)])]


@definition(runtime.unblock)
def unblock(g: Any, arrays: Any) -> Any:
    return cut(g, arrays, -depth_of(arrays))


def extent(tree: Any, axis: int) -> Any:
    """How long the first array of nested lists is along an axis."""
    leaf = deepest(tree)
    return leaf.shape[axis] if -axis <= np.ndim(leaf) else 1


def cut(part: Any, tree: Any, axis: int) -> Any:
    """The parts of an adjoint in nested tuples."""
    if not isinstance(tree, (list, tuple)):
        return runtime.fitted_part(part, tree)
    return cut_from(part, tree, axis, 0)


def cut_from(part: Any, items: Any, axis: int, start: Any) -> Any:
    if len(items) == 0:
        return ()
    stop = start + extent(items[0], axis)
    rank = np.ndim(part)
    own = part[part_at(rank, axis % rank, slice(start, stop))]
    return (cut(own, items[0], axis + 1), *cut_from(part, items[1:], axis, stop))


@definition(runtime.unwindow)
def unwindow(g: Any, shape: Any, window_shape: Any, axis: Any = None) -> Any:
    lengths = window_shape if isinstance(window_shape, tuple) else (window_shape,)
    given = tuple(range(len(shape))) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    result = np.zeros(shape, g.dtype)
    add_windows(result, g, lengths, tuple([k % len(shape) for k in given]))
    return result


def add_windows(result: Any, g: Any, lengths: Any, axes: Any) -> None:
    """Add all windows along the first of the axes, and inside of each those along the others."""
    if len(axes) == 0:
        result += g
        return
    rank, along = np.ndim(result), axes[0]
    for offset in range(lengths[0]):
        part = g[part_at(np.ndim(g), rank, offset)]
        place = part_at(rank, along, slice(offset, offset + g.shape[along]))
        add_windows(result[place], part, lengths[1:], axes[1:])
