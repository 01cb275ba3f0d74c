"""Functions that rearrange, join, cut and copy arrays: all are linear, and most are undone by a function like them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from srcxform.rules.registry import adjoint, linear, tangent
from srcxform.runtime import (
    inverse_permutation,
    is_constant,
    reconcatenate,
    unblock,
    unbroadcast,
    unconcatenate,
    undiagonal,
    unrepeat,
    unstack,
    untile,
    unwindow,
)

# New axes, other order of axes


@adjoint(np.reshape)
def reshape(a: Any, shape: Any, order: Any = "C", *, copy: Any = None, out_bar: Any) -> Any:
    """The elements stay in order, so the old shape takes them back."""
    # "A" asks how the array lies in memory, which the adjoint and the tangent need not share: no rule.
    if order == "C":
        return np.reshape(out_bar, np.shape(a))
    return np.reshape(out_bar, np.shape(a), order=order) if order == "F" else ()


@tangent(np.reshape)
def reshape_tangent(a: Any, shape: Any, order: Any = "C", *, copy: Any = None, a_dot: Any) -> Any:
    """The same elements in the same order."""
    if order == "C":
        return np.reshape(a_dot, shape)
    return np.reshape(a_dot, shape, order=order) if order == "F" else ()


@adjoint(np.ravel)
def ravel(a: Any, order: Any = "C", *, out_bar: Any) -> Any:
    """The elements stay in order, so the old shape takes them back."""
    if order == "C":
        return np.reshape(out_bar, np.shape(a))
    return np.reshape(out_bar, np.shape(a), order=order) if order == "F" else ()


@tangent(np.ravel)
def ravel_tangent(a: Any, order: Any = "C", *, a_dot: Any) -> Any:
    """The same elements in the same order."""
    if order == "C":
        return np.ravel(a_dot)
    return np.ravel(a_dot, order=order) if order == "F" else ()


@linear(np.transpose)
def transpose(a: Any, axes: Any = None, *, out_bar: Any) -> Any:
    """Undone by the inverse permutation of the axes."""
    return np.transpose(out_bar) if axes is None else np.transpose(out_bar, inverse_permutation(axes))


@linear(np.matrix_transpose, np.linalg.matrix_transpose)
def matrix_transpose(x: Any, *, out_bar: Any) -> Any:
    """Undone by itself."""
    return np.matrix_transpose(out_bar)


@linear(np.swapaxes)
def swapaxes(a: Any, axis1: Any, axis2: Any, *, out_bar: Any) -> Any:
    """Undone by itself."""
    return np.swapaxes(out_bar, axis1, axis2)


@linear(np.moveaxis)
def moveaxis(a: Any, source: Any, destination: Any, *, out_bar: Any) -> Any:
    """Undone by moving the axes back."""
    return np.moveaxis(out_bar, destination, source)


@linear(np.rollaxis)
def rollaxis(a: Any, axis: Any, start: Any = 0, *, out_bar: Any) -> Any:
    """Undone by moving the axis back from where it landed."""
    rank = np.ndim(a)
    source = axis + rank if axis < 0 else axis
    before = start + rank if start < 0 else start
    # The axis lands before `start`, which is one less once the axis itself has left its place.
    return np.moveaxis(out_bar, before - 1 if source < before else before, source)


@linear(np.squeeze)
def squeeze(a: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """Axes of length 1 come back."""
    return np.reshape(out_bar, np.shape(a)) if axis is None else np.expand_dims(out_bar, axis)


@linear(np.expand_dims)
def expand_dims(a: Any, axis: Any, *, out_bar: Any) -> Any:
    """The new axes go away."""
    return np.squeeze(out_bar, tuple(axis)) if isinstance(axis, list) else np.squeeze(out_bar, axis)


@linear(np.atleast_1d, np.atleast_2d, np.atleast_3d)
def atleast(*arys: Any, out_bar: Any) -> Any:
    """Each array gets its own shape back; several arrays give a tuple."""
    if len(arys) == 1:
        return np.reshape(out_bar, np.shape(arys[0]))
    return tuple(np.reshape(out_bar[k], np.shape(arys[k])) for k in range(len(arys)))


@linear(np.broadcast_to)
def broadcast_to(array: Any, shape: Any, *, out_bar: Any) -> Any:
    """The copies are summed."""
    return unbroadcast(out_bar, array)


@linear(np.broadcast_arrays)
def broadcast_arrays(*args: Any, out_bar: Any) -> Any:
    """The copies of each array are summed."""
    return tuple(unbroadcast(out_bar[k], args[k]) for k in range(len(args)))


@linear(np.meshgrid)
def meshgrid(*xi: Any, copy: Any = True, sparse: Any = False, indexing: Any = "xy", out_bar: Any) -> Any:
    """Each vector was copied along the axes of all the others."""
    if sparse:
        return tuple(np.reshape(out_bar[k], np.shape(xi[k])) for k in range(len(xi)))
    return tuple(mesh_axis_bar(out_bar[k], xi[k], k, len(xi), indexing) for k in range(len(xi)))


def grid_of_views(*xi: Any, sparse: Any = False, indexing: Any = "xy") -> Any:
    """`np.meshgrid(..., copy=False)`: views of the vectors, in which a write into these can be seen."""
    count = len(xi)
    axes = [1 - k if indexing == "xy" and k < 2 and count > 1 else k for k in range(count)]
    views = tuple(np.reshape(x, tuple(-1 if j == axes[k] else 1 for j in range(count))) for k, x in enumerate(xi))
    return views if sparse else np.broadcast_arrays(*views)


def mesh_axis_bar(g: Any, x: Any, place: Any, count: Any, indexing: Any) -> Any:
    """The adjoint of one coordinate vector: the sum of its grid's over all other axes."""
    axis = 1 - place if indexing == "xy" and place < 2 and count > 1 else place
    total = np.sum(g, axis=tuple(k for k in range(count) if k != axis))
    return np.reshape(total, ()) if np.ndim(x) == 0 else total


# Joining


def joined_as_rows(*items: Any) -> Any:
    """`np.r_[...]`: one behind the other, a number as an array of one element."""
    return np.concatenate(tuple(np.atleast_1d(item) for item in items), 0)


def joined_as_columns(*items: Any) -> Any:
    """`np.c_[...]`: side by side, a vector as a column."""
    arrays = tuple(np.asarray(item) for item in items)
    return np.concatenate(tuple(np.reshape(a, (-1, 1)) if np.ndim(a) < 2 else a for a in arrays), -1)


def counted_range(start: Any, stop: Any, step: Any) -> Any:
    """What a slice with a complex step stands for in `np.mgrid` and its like: so many numbers, both ends among them."""
    return np.linspace(start, stop, int(abs(step)))


def dense_grid(*axes: Any) -> Any:
    """`np.mgrid[...]` of several slices."""
    return np.stack(np.meshgrid(*axes, indexing="ij"))


def open_grid(*axes: Any) -> Any:
    """`np.ogrid[...]` of several slices."""
    return np.meshgrid(*axes, indexing="ij", sparse=True)


def parted(g: Any, arrays: Any, axis: Any) -> Any:
    """The part of `g` for each of the arrays that were joined: slices, where it is known how many axes each has."""
    if not are_alike(arrays, g, axis):
        return unconcatenate(g, arrays, axis)
    parts: tuple[Any, ...] = ()
    arrays = tuple(arrays)
    start = 0
    for k in range(len(arrays)):
        a = arrays[k]
        width = np.shape(a)[axis] if np.ndim(a) == np.ndim(g) else 1
        stop = width if k == 0 else start + width
        if axis == 0 and np.ndim(a) < np.ndim(g):
            parts = (*parts, g[start])
        elif axis == 0:
            parts = (*parts, g[:stop] if k == 0 else g[start:stop])
        elif np.ndim(a) < np.ndim(g):
            parts = (*parts, g[(*(slice(None),) * axis, start)])
        else:
            parts = (*parts, g[(*(slice(None),) * axis, slice(start, stop))])
        start = stop
    return parts


def are_alike(arrays: Any, g: Any, axis: Any) -> bool:
    """Whether it is known of each array that it has as many axes as `g`, or lacks the one along which it was joined."""
    if not is_constant(axis) or axis is None or axis < 0 or not is_constant(np.ndim(g)):
        return False
    if not isinstance(arrays, (tuple, list)) or not is_constant(len(arrays)):
        return False
    return all(is_constant(np.ndim(a)) and 0 <= np.ndim(g) - np.ndim(a) <= 1 for a in arrays)


@linear(np.concatenate)
def concatenate(arrays: Any, axis: Any = 0, *, dtype: Any = None, casting: Any = "same_kind", out_bar: Any) -> Any:
    """Each array gets its part."""
    return (parted(out_bar, arrays, axis),)


@linear(np.stack)
def stack(arrays: Any, axis: Any = 0, *, dtype: Any = None, casting: Any = "same_kind", out_bar: Any) -> Any:
    """Each array gets its part."""
    known = are_alike(arrays, out_bar, axis)
    return (parted(out_bar, arrays, axis) if known else unstack(out_bar, arrays, axis),)


@linear(np.hstack)
def hstack(tup: Any, *, dtype: Any = None, casting: Any = "same_kind", out_bar: Any) -> Any:
    """Joined along the second axis; vectors along their only one."""
    return (parted(out_bar, tup, 0 if np.ndim(out_bar) == 1 else 1),)


@linear(np.vstack)
def vstack(tup: Any, *, dtype: Any = None, casting: Any = "same_kind", out_bar: Any) -> Any:
    """Joined along the first axis; vectors are rows."""
    return (parted(out_bar, tup, 0),)


@linear(np.column_stack)
def column_stack(tup: Any, *, out_bar: Any) -> Any:
    """Joined along the second axis; vectors are columns."""
    return (parted(out_bar, tup, 1),)


@linear(np.dstack)
def dstack(tup: Any, *, out_bar: Any) -> Any:
    """Joined along the third axis."""
    return (parted(out_bar, tup, 2),)


@linear(np.append)
def append(arr: Any, values: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """Two arrays joined; without an axis both are flattened."""
    parts = unconcatenate(out_bar, (arr, values), axis)
    return parts[0], parts[1]


@linear(np.block)
def block(arrays: Any, *, out_bar: Any) -> Any:
    """Each block gets its part."""
    return (unblock(out_bar, arrays),)


@linear(unblock)
def unblock_transpose(g: Any, arrays: Any, *, out_bar: Any) -> Any:
    """The parts put together again."""
    return np.block(out_bar)


@linear(unconcatenate)
def unconcatenate_transpose(g: Any, arrays: Any, axis: Any = 0, *, out_bar: Any) -> Any:
    """The parts put together again."""
    return reconcatenate(out_bar, g, axis)


@linear(reconcatenate)
def reconcatenate_transpose(parts: Any, like: Any, axis: Any = 0, *, out_bar: Any) -> Any:
    """Each array gets its part."""
    return (unconcatenate(out_bar, parts, axis),)


@linear(unstack)
def unstack_transpose(g: Any, arrays: Any, axis: Any = 0, *, out_bar: Any) -> Any:
    """The parts put together again."""
    return np.stack(out_bar, axis)


# Cutting


@linear(np.split, np.array_split)
def split(ary: Any, indices_or_sections: Any, axis: Any = 0, *, out_bar: Any) -> Any:
    """The parts put together again."""
    return joined(out_bar, ary, indices_or_sections, axis)


@linear(np.hsplit)
def hsplit(ary: Any, indices_or_sections: Any, *, out_bar: Any) -> Any:
    """Cut along the second axis; a vector along its only one."""
    return joined(out_bar, ary, indices_or_sections, 0 if np.ndim(ary) == 1 else 1)


@linear(np.vsplit)
def vsplit(ary: Any, indices_or_sections: Any, *, out_bar: Any) -> Any:
    """Cut along the first axis."""
    return joined(out_bar, ary, indices_or_sections, 0)


@linear(np.dsplit)
def dsplit(ary: Any, indices_or_sections: Any, *, out_bar: Any) -> Any:
    """Cut along the third axis."""
    return joined(out_bar, ary, indices_or_sections, 2)


def joined(parts: Any, ary: Any, sections: Any, axis: Any) -> Any:
    """The parts of `ary` put together again."""
    if isinstance(sections, int):
        return np.concatenate(parts, axis)
    # Cuts in falling order give overlapping parts: then the lengths do not add up, and `reshape` says so.
    return np.reshape(np.concatenate(parts, axis), np.shape(ary))


if hasattr(np, "unstack"):

    @linear(np.unstack)
    def unstacked(x: Any, *, axis: Any = 0, out_bar: Any) -> Any:
        """The parts put together again."""
        return np.stack(out_bar, axis)


@linear(sliding_window_view)
def windows(x: Any, window_shape: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """Each element gets what all the windows have that show it."""
    return unwindow(out_bar, np.shape(x), window_shape, axis)


@linear(unwindow)
def unwindow_transpose(g: Any, shape: Any, window_shape: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """Each window sees its elements."""
    return sliding_window_view(out_bar, window_shape, axis)


# Turning, moving, copying


@linear(np.flip)
def flip(m: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """Undone by itself."""
    return np.flip(out_bar, axis)


@linear(np.fliplr)
def fliplr(m: Any, *, out_bar: Any) -> Any:
    """Undone by itself."""
    return np.fliplr(out_bar)


@linear(np.flipud)
def flipud(m: Any, *, out_bar: Any) -> Any:
    """Undone by itself."""
    return np.flipud(out_bar)


@linear(np.roll)
def roll(a: Any, shift: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """Undone by rolling back."""
    if isinstance(shift, tuple):
        return np.roll(out_bar, tuple(-s for s in shift), axis)
    return np.roll(out_bar, np.negative(shift), axis) if isinstance(shift, list) else np.roll(out_bar, -shift, axis)


@linear(np.rot90)
def rot90(m: Any, k: Any = 1, axes: Any = (0, 1), *, out_bar: Any) -> Any:
    """Undone by turning back."""
    return np.rot90(out_bar, -k, axes)


@linear(np.tile)
def tile(A: Any, reps: Any, *, out_bar: Any) -> Any:
    """All copies are summed."""
    return untile(out_bar, np.shape(A), reps)


@linear(untile)
def untile_transpose(g: Any, shape: Any, reps: Any, *, out_bar: Any) -> Any:
    """All copies get the same."""
    return np.tile(out_bar, reps)


@linear(np.repeat)
def repeat(a: Any, repeats: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """All copies are summed."""
    return unrepeat(out_bar, np.shape(a), repeats, axis)


@linear(unrepeat)
def unrepeat_transpose(g: Any, shape: Any, repeats: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """All copies get the same."""
    return np.repeat(out_bar, repeats, axis)


# Diagonals and triangles


@linear(np.diag)
def diag(v: Any, k: Any = 0, *, out_bar: Any) -> Any:
    """A vector to a matrix or a matrix to a vector: each undoes the other."""
    return np.diag(out_bar, k) if np.ndim(v) == 1 else undiagonal(out_bar, np.shape(v), k)


@linear(np.diagflat)
def diagflat(v: Any, k: Any = 0, *, out_bar: Any) -> Any:
    """The diagonal is taken back; arrays of more axes were flattened."""
    return np.diag(out_bar, k) if np.ndim(v) == 1 else np.reshape(np.diag(out_bar, k), np.shape(v))


@linear(np.diagonal)
def diagonal(a: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1, *, out_bar: Any) -> Any:
    """Zero beside the diagonal."""
    return undiagonal(out_bar, np.shape(a), offset, axis1, axis2)


@linear(np.linalg.diagonal)
def last_diagonal(x: Any, *, offset: Any = 0, out_bar: Any) -> Any:
    """Zero beside the diagonal of the last two axes."""
    return undiagonal(out_bar, np.shape(x), offset, -2, -1)


@linear(undiagonal)
def undiagonal_transpose(g: Any, shape: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1, *, out_bar: Any) -> Any:
    """The diagonal is taken back; one that was copied along it is summed."""
    return unbroadcast(np.diagonal(out_bar, offset, axis1, axis2), g)


@linear(np.tril)
def tril(m: Any, k: Any = 0, *, out_bar: Any) -> Any:
    """The same triangle; a vector was copied to all rows before."""
    return unbroadcast(np.tril(out_bar, k), m) if np.ndim(m) == 1 else np.tril(out_bar, k)


@linear(np.triu)
def triu(m: Any, k: Any = 0, *, out_bar: Any) -> Any:
    """The same triangle; a vector was copied to all rows before."""
    return unbroadcast(np.triu(out_bar, k), m) if np.ndim(m) == 1 else np.triu(out_bar, k)
