"""Functions that put in, repeat, cut off or convert elements: all are linear."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import definition, linear
from srcxform.runtime import unbroadcast, untake


@linear(np.insert)
def insert(arr: Any, obj: Any, values: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """Old elements and new ones get back what is at their places."""
    length = np.size(arr) if axis is None else np.shape(arr)[axis]
    along = 0 if axis is None else axis
    count = np.shape(out_bar)[along] - length
    marks = np.insert(np.arange(length), obj, -1 - np.arange(count))
    arr_bar = np.reshape(np.compress(marks >= 0, out_bar, along), np.shape(arr))
    new = np.take(out_bar, np.argsort(marks, kind="stable")[:count][::-1], along)
    if np.ndim(values) == 0:
        return arr_bar, None, np.sum(new)
    # New elements for one place have its axis first.
    if axis is not None and np.ndim(obj) == 0 and not isinstance(obj, slice):
        new = np.moveaxis(new, axis, 0)
    return arr_bar, None, unbroadcast(new, values)


@linear(np.resize)
def resize(a: Any, new_shape: Any, *, out_bar: Any) -> Any:
    """The elements in order, again from the first when they are used up."""
    if np.size(a) == 0:
        return np.zeros_like(a)
    return untake(np.ravel(out_bar), np.shape(a), np.arange(np.size(out_bar)) % np.size(a))


@linear(np.require)
def require(a: Any, dtype: Any = None, requirements: Any = None, *, out_bar: Any) -> Any:
    """The array itself, or a copy with the properties that are asked for."""
    return out_bar


@definition(np.sort_complex)
def sort_complex(a: Any) -> Any:
    """In order, as complex numbers."""
    return np.asarray(np.sort(a), dtype=np.complex128)


@definition(np.trim_zeros)
def trim_zeros(filt: Any, trim: Any = "fb", axis: Any = None) -> Any:
    """Without the zeros before the first and behind the last element that is none."""
    kept = np.argwhere(filt)
    front, back = "f" in trim.lower(), "b" in trim.lower()
    if np.ndim(filt) == 1:
        start, stop = bounds(kept[:, 0], len(filt), front, back)
        return filt[start:stop]
    cut = tuple(range(np.ndim(filt))) if axis is None else axes_of(axis, np.ndim(filt))
    ends = tuple(bounds(kept[:, k], n, front, back) if k in cut else (0, n) for k, n in enumerate(np.shape(filt)))
    return filt[tuple(slice(start, stop) for start, stop in ends)]


def axes_of(axis: Any, rank: Any) -> Any:
    """One axis or several, counted from the front."""
    return tuple(k % rank for k in axis) if isinstance(axis, tuple) else (axis % rank,)


def bounds(kept: Any, length: Any, front: Any, back: Any) -> Any:
    """From where to where elements are kept; where there are none, nothing is."""
    if len(kept) == 0:
        return 0, 0
    return np.min(kept) if front else 0, np.max(kept) + 1 if back else length
