"""Functions that write into their first argument, as stores through an index."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import definition, no_rule
from srcxform.runtime import HalfDone


@definition(np.copyto)
def copyto(dst: Any, src: Any, casting: Any = "same_kind", where: Any = True) -> None:
    """`dst[...] = src`, at some places only."""
    dst[...] = src if where is True else np.where(where, src, dst)


@definition(np.put, np.ndarray.put)
def put(a: Any, ind: Any, v: Any, mode: Any = "raise") -> None:
    """Values at places that are counted in the flattened array; the last of several for one place counts."""
    places = np.ravel(ind)
    if mode == "wrap":
        places = places % np.size(a)
    elif mode == "clip":
        places = np.clip(places, 0, np.size(a) - 1)
    else:
        is_bad = (places < -np.size(a)) | (places >= np.size(a))
        if np.any(is_bad):
            if is_bad[0]:
                raise IndexError(f"index {places[0]} is out of bounds for axis 0 with size {np.size(a)}")
            raise HalfDone(f"index {places[np.argmax(is_bad)]} is out of bounds, and indices before it are written")
        places = np.where(places < 0, places + np.size(a), places)
    values = v if np.ndim(v) == 0 else np.resize(v, np.shape(places))
    a[np.unravel_index(places, np.shape(a))] = values


@definition(np.place)
def place(arr: Any, mask: Any, vals: Any) -> None:
    """Values, one after the other and again from the first, where the mask is true."""
    chosen = np.reshape(np.asarray(mask, dtype=bool), np.shape(arr))
    arr[chosen] = np.resize(vals, np.count_nonzero(chosen))


@definition(np.putmask)
def putmask(a: Any, mask: Any, values: Any) -> None:
    """Values from their own places, repeated as often as needed, where the mask is true."""
    chosen = np.asarray(mask, dtype=bool)
    a[...] = np.where(chosen, np.resize(values, np.shape(a)), a)


@definition(np.fill_diagonal)
def fill_diagonal(a: Any, val: Any, wrap: Any = False) -> None:
    """The diagonal of all axes; `wrap` goes on below the square of a tall matrix."""
    if np.ndim(a) == 2:
        columns = np.shape(a)[1]
        end = np.size(a) if wrap else columns * columns
        places = np.arange(0, np.minimum(end, np.size(a)), columns + 1)
        a[places // columns, places % columns] = filling(val, places)
    else:
        along = np.arange(np.shape(a)[0])
        a[(along,) * np.ndim(a)] = filling(val, along)


def filling(val: Any, places: Any) -> Any:
    """A value for each place."""
    return val if np.ndim(val) == 0 else np.resize(val, np.shape(places))


@definition(np.put_along_axis)
def put_along_axis(arr: Any, indices: Any, values: Any, axis: Any) -> Any:
    """The opposite of `np.take_along_axis`: an index along one axis for each place of the others."""
    if axis is None:
        if np.ndim(arr) != 1:
            return no_rule("`np.put_along_axis` on a flattened array is not supported", "use `np.put`")
        arr[indices] = values
    else:
        along = axis % np.ndim(arr)
        arr[
            tuple(
                indices if k == along else np.reshape(np.arange(np.shape(arr)[k]), lengths_along(k, np.ndim(arr)))
                for k in range(np.ndim(arr))
            )
        ] = values
    return None


def lengths_along(k: Any, rank: Any) -> Any:
    """The shape of a vector along axis k."""
    return (*((1,) * k), -1, *((1,) * (rank - 1 - k)))
