"""Arrays as sets: which elements there are is a step, and where each comes from is a choice that equal ones share."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, definition, nondifferentiable, tangent
from srcxform.runtime import untake

UniqueAll: Any = type(np.unique_all(np.zeros(1)))
UniqueCounts: Any = type(np.unique_counts(np.zeros(1)))
UniqueInverse: Any = type(np.unique_inverse(np.zeros(1)))


@adjoint(np.unique)
def unique(
    ar: Any,
    return_index: Any = False,
    return_inverse: Any = False,
    return_counts: Any = False,
    axis: Any = None,
    *,
    equal_nan: Any = True,
    sorted: Any = True,
    out_bar: Any,
) -> Any:
    """Each element gets its share of the adjoint of its value, a row along `axis` that of its row."""
    _, inverse, counts = np.unique(
        ar, return_inverse=True, return_counts=True, axis=axis, equal_nan=equal_nan, sorted=sorted
    )
    g = out_bar[0] if return_index or return_inverse or return_counts else out_bar
    if axis is None:
        return np.reshape(np.take(g / counts, np.ravel(inverse)), np.shape(ar))
    return np.take(g / along(counts, g, axis), np.ravel(inverse), axis)


@tangent(np.unique)
def unique_tangent(
    ar: Any,
    return_index: Any = False,
    return_inverse: Any = False,
    return_counts: Any = False,
    axis: Any = None,
    *,
    equal_nan: Any = True,
    sorted: Any = True,
    out: Any,
    ar_dot: Any,
) -> Any:
    """Each value moves as the mean of its elements."""
    _, inverse, counts = np.unique(
        ar, return_inverse=True, return_counts=True, axis=axis, equal_nan=equal_nan, sorted=sorted
    )
    several = return_index or return_inverse or return_counts
    values = out[0] if several else out
    if axis is None:
        moved = untake(np.ravel(ar_dot), np.shape(values), np.ravel(inverse), 0) / counts
    else:
        moved = untake(ar_dot, np.shape(values), np.ravel(inverse), axis) / along(counts, values, axis)
    return ((moved, *(0 * other for other in out[1:])),) if several else moved


def along(counts: Any, like: Any, axis: Any) -> Any:
    """Numbers for the places along an axis, to broadcast with the array."""
    return np.expand_dims(counts, tuple(k for k in range(np.ndim(like)) if k != axis % np.ndim(like)))


@definition(np.unique_values)
def unique_values(x: Any) -> Any:
    """The values, in no order; here in that of NumPy."""
    return np.unique(x, equal_nan=False, sorted=False)


@definition(np.unique_counts)
def unique_counts(x: Any) -> Any:
    """The values, and how often each is there."""
    values, counts = np.unique(x, return_counts=True, equal_nan=False)
    return UniqueCounts(values, counts)


@definition(np.unique_inverse)
def unique_inverse(x: Any) -> Any:
    """The values, and which of them each element is."""
    values, inverse = np.unique(x, return_inverse=True, equal_nan=False)
    return UniqueInverse(values, inverse)


@definition(np.unique_all)
def unique_all(x: Any) -> Any:
    """The values, where each is first, which of them each element is, and how often each is there."""
    values, index, inverse, counts = np.unique(
        x, return_index=True, return_inverse=True, return_counts=True, equal_nan=False
    )
    return UniqueAll(values, index, inverse, counts)


@definition(np.union1d)
def union1d(ar1: Any, ar2: Any) -> Any:
    """The values in either array."""
    return np.unique(np.concatenate((np.ravel(ar1), np.ravel(ar2))))


@definition(np.intersect1d)
def intersect1d(ar1: Any, ar2: Any, assume_unique: Any = False, return_indices: Any = False) -> Any:
    """The values in both arrays; all elements that are equal to one share."""
    every = np.unique(np.concatenate((np.ravel(ar1), np.ravel(ar2))))
    common = every[np.isin(every, ar1) & np.isin(every, ar2)]
    if not return_indices:
        return common
    return common, first_places(ar1, common), first_places(ar2, common)


def first_places(ar: Any, common: Any) -> Any:
    """Where each of the common values is first."""
    values, places = np.unique(ar, return_index=True)
    return places[np.isin(values, common)]


@definition(np.setdiff1d)
def setdiff1d(ar1: Any, ar2: Any, assume_unique: Any = False) -> Any:
    """The values of the first array that are not in the second."""
    values = np.ravel(ar1) if assume_unique else np.unique(ar1)
    return values[~np.isin(values, ar2)]


@definition(np.setxor1d)
def setxor1d(ar1: Any, ar2: Any, assume_unique: Any = False) -> Any:
    """The values that are in one of the arrays alone."""
    first, second = np.unique(ar1), np.unique(ar2)
    return np.sort(np.concatenate((first[~np.isin(first, second)], second[~np.isin(second, first)])))


nondifferentiable((np.isin,))
