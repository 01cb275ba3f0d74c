"""What the loops need at run time beside arithmetic: lengths of slices, and checks of lengths."""

from __future__ import annotations

import math
from typing import Any


class LengthsDiffer(ValueError):
    """Two axes that are taken together have not the same length: one is repeated, or they do not fit."""


class SliceClipped(ValueError):
    """A slice does not lie inside of its axis."""


class MessageNeeded(Exception):
    """The program raises an error whose message machine code cannot make."""


def require(holds: Any) -> None:
    """Raise `MessageNeeded` unless an assertion holds."""
    if not holds:
        raise MessageNeeded("the assertion does not hold")


def require_inside(start: int, stop: int, length: int) -> None:
    """Raise `SliceClipped` unless a slice lies inside of its axis."""
    if start < 0 or start > stop or stop > length:
        raise SliceClipped("a slice is clipped")


def require_same_length(a: int, b: int) -> None:
    """Raise `LengthsDiffer` unless two axes that are taken together have one length."""
    if a != b:
        raise LengthsDiffer("operands could not be broadcast together")


def broadcast_length(a: int, b: int) -> int:
    """The length of two axes that broadcast together. Raises ValueError where they do not."""
    if a != b and a != 1 and b != 1:
        raise ValueError("operands could not be broadcast together")
    return b if a == 1 else a


def broadcast_factor(own: int, whole: int) -> int:
    """By what an index is multiplied on an axis that may be repeated. Raises ValueError where it cannot be."""
    if own != whole and own != 1:
        raise ValueError("operands could not be broadcast together")
    return 1 if own == whole else 0


def counted_from_start(index: int, length: int) -> int:
    """An index that may be negative, as one that is not."""
    return index if index >= 0 else index + length


def slice_start(start: Any, stop: Any, step: Any, length: int) -> int:
    """The first index of a slice of an axis (Python's `slice.indices`)."""
    by = 1 if step is None else step
    if start is None:
        return 0 if by > 0 else length - 1
    first: int = start if start >= 0 else start + length
    if by > 0:
        return min(max(first, 0), length)
    return min(max(first, -1), length - 1)


def slice_length(start: Any, stop: Any, step: Any, length: int) -> int:
    """How many elements a slice of an axis has."""
    by = 1 if step is None else step
    first = slice_start(start, stop, step, length)
    if stop is None:
        last = length if by > 0 else -1
    else:
        last = stop if stop >= 0 else stop + length
        last = min(max(last, 0), length) if by > 0 else min(max(last, -1), length - 1)
    if by > 0:
        return max((last - first + by - 1) // by, 0)
    return max((first - last - by - 1) // -by, 0)


def checked_place(index: int, length: int) -> int:
    """An index of an array of indices, counted from the start. Raises IndexError where there is no such place."""
    if index < -length or index >= length:
        raise IndexError("an index is out of bounds for its axis")
    return index if index >= 0 else index + length


def require_mask_length(own: int, whole: int) -> None:
    """Raise IndexError unless a mask is as long as the axis that it picks from."""
    if own != whole:
        raise IndexError("boolean index did not match indexed array")


def require_nonempty(length: int) -> None:
    """Raise ValueError for the largest or smallest of no elements."""
    if length == 0:
        raise ValueError("zero-size array to reduction operation which has no identity")


def diagonal_length(height: int, width: int) -> int:
    """How many elements a diagonal has that begins in the corner of such a rectangle."""
    return max(min(height, width), 0)


def range_length(start: int, stop: int, step: int) -> int:
    """How many numbers `range(start, stop, step)` has."""
    if step > 0:
        return max((stop - start + step - 1) // step, 0)
    return max((start - stop - step - 1) // -step, 0)


def steps_between(start: float, stop: float, step: float) -> int:
    """How many numbers `np.arange(start, stop, step)` has."""
    return max(math.ceil((stop - start) / step), 0)


def item_of(items: Any, place: int) -> Any:
    """An item of a tuple at a place that only the run knows."""
    return items[place]


def number_of(x: Any) -> Any:
    """An array without axes as a number, and a number as it is."""
    return x[()] if hasattr(x, "shape") else x


def assigned(x: Any) -> Any:
    """A value that was found to be there, as one that cannot be None."""
    return x
