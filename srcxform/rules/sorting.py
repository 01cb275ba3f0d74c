"""Functions that put elements in order. Equal elements share the adjoints of their places equally."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, linear, nondifferentiable, tangent
from srcxform.runtime import as_tuple, average_ties, place_among, ranking, scattered


@adjoint(np.sort)
def sort(
    a: Any, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: Any = None, out: Any, out_bar: Any
) -> Any:
    """Each element gets the adjoint of its place; equal ones share."""
    if axis is None:
        return np.reshape(unsorted(np.ravel(a), out, out_bar, 0), np.shape(a))
    return unsorted(a, out, out_bar, axis)


@tangent(np.sort)
def sort_tangent(
    a: Any, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: Any = None, out: Any, a_dot: Any
) -> Any:
    """Each place gets the tangent of its element; equal ones share."""
    if axis is None:
        return sorted_as(np.ravel(a), out, np.ravel(a_dot), 0)
    return sorted_as(a, out, a_dot, axis)


@adjoint(np.partition)
def partition(
    a: Any, kth: Any, axis: Any = -1, kind: Any = "introselect", order: Any = None, *, out: Any, out_bar: Any
) -> Any:
    """As for sort, from which the result differs by a permutation."""
    if axis is None:
        return np.reshape(unsorted(np.ravel(a), np.sort(out), sorted_as(out, np.sort(out), out_bar, 0), 0), np.shape(a))
    return unsorted(a, np.sort(out, axis), sorted_as(out, np.sort(out, axis), out_bar, axis), axis)


@tangent(np.partition)
def partition_tangent(
    a: Any, kth: Any, axis: Any = -1, kind: Any = "introselect", order: Any = None, *, out: Any, a_dot: Any
) -> Any:
    """As for sort, from which the result differs by a permutation."""
    if axis is None:
        return unsorted(out, np.sort(out), sorted_as(np.ravel(a), np.sort(out), np.ravel(a_dot), 0), 0)
    return unsorted(out, np.sort(out, axis), sorted_as(a, np.sort(out, axis), a_dot, axis), axis)


def sorted_as(a: Any, ordered: Any, values: Any, axis: Any) -> Any:
    """The values in the order in which `a` is sorted."""
    return average_ties(np.take_along_axis(values, np.argsort(a, axis), axis), ordered, axis)


def unsorted(a: Any, ordered: Any, values: Any, axis: Any) -> Any:
    """Values in the order of `ordered` brought to the places that its elements have in `a`."""
    return scattered(average_ties(values, ordered, axis), np.argsort(a, axis), axis)


@linear(scattered)
def scattered_transpose(g: Any, places: Any, axis: Any = -1, *, out_bar: Any) -> Any:
    """A permutation: the way back."""
    return np.take_along_axis(out_bar, places, axis)


@adjoint(average_ties)
def average_ties_adjoint(g: Any, ordered: Any, axis: Any = -1, *, out_bar: Any) -> Any:
    """An average over groups is its own transpose."""
    return average_ties(out_bar, ordered, axis), None


@tangent(average_ties)
def average_ties_tangent(g: Any, ordered: Any, axis: Any = -1, *, g_dot: Any) -> Any:
    """Linear; the order of the elements is locally constant."""
    return average_ties(g_dot, ordered, axis), None


nondifferentiable((np.argsort, np.argpartition, np.lexsort, as_tuple, place_among, ranking))
