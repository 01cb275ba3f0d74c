"""Histograms: linear in the weights, steps in the data; the edges of equal bins move with the range of the data."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.extremes import gathered, shared
from srcxform.rules.registry import adjoint, definition, no_rule, tangent
from srcxform.runtime import in_type_of


@adjoint(np.histogram_bin_edges)
def edges_adjoint(a: Any, bins: Any = 10, range: Any = None, weights: Any = None, *, out_bar: Any) -> Any:
    """Equal steps between the smallest and the greatest element, or between the ends of the range."""
    if np.ndim(bins) == 1:
        return None, out_bar, None, None
    t = np.linspace(0, 1, len(out_bar))
    low, high = np.sum(out_bar * (1 - t)), np.sum(out_bar * t)
    if range is not None:
        return None, None, (low, high), None
    return shared(low, a, np.min(a), None) + shared(high, a, np.max(a), None), None, None, None


@tangent(np.histogram_bin_edges)
def edges_tangent(
    a: Any, bins: Any = 10, range: Any = None, weights: Any = None, *, out: Any, a_dot: Any, bins_dot: Any,
    range_dot: Any,
) -> Any:  # fmt: skip
    """Equal steps between the smallest and the greatest element, or between the ends of the range."""
    if np.ndim(bins) == 1:
        return None, bins_dot, None, None
    t = np.linspace(0, 1, len(out))
    if range is not None:
        return None, None, range_dot[0] * (1 - t) + range_dot[1] * t, None
    moved = (1 - t) * gathered(a_dot, a, np.min(a), None, False) + t * gathered(a_dot, a, np.max(a), None, False)
    return moved, None, None, None


@definition(np.histogram)
def histogram(a: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> Any:
    """The sum of weights in each bin, and the edges of the bins."""
    edges = edges_of(a, bins, range, weights)
    place, is_inside = bin_of(np.ravel(a), edges)
    sums = binned(place[is_inside], weights if weights is None else np.ravel(weights)[is_inside], len(edges) - 1)
    if density:
        return sums / np.diff(edges) / np.sum(sums), edges
    return sums, edges


@definition(np.histogram2d)
def histogram2d(x: Any, y: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> Any:
    """A histogram of points in the plane."""
    sums, edges = np.histogramdd((x, y), for_both(bins), range, density, weights)
    return sums, edges[0], edges[1]


def for_both(bins: Any) -> Any:
    """The bins along two axes: a vector of three or more numbers is the edges along both."""
    if isinstance(bins, (tuple, list)):
        return bins if len(bins) == 2 else (bins, bins)
    if np.ndim(bins) == 0:
        return (bins, bins)
    if len(bins) < 3:
        raise ValueError("bins along two axes are a tuple or a list")
    return (bins, bins)


@definition(np.histogramdd)
def histogramdd(sample: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> Any:
    """A histogram of points in space: a bin for each combination of the bins along the axes."""
    if not isinstance(sample, (tuple, list)):
        return no_rule("`np.histogramdd` of an array of points is not supported", "pass a tuple of coordinate arrays")
    points = tuple(sample)
    edges = tuple(edges_along(x, bins, range, k) for k, x in enumerate(points))
    shape = tuple(len(each) - 1 for each in edges)
    flat, is_inside = np.zeros(len(points[0]), dtype=int), np.ones(len(points[0]), dtype=bool)
    for k, x in enumerate(points):
        place, fits = bin_of(x, edges[k])
        flat, is_inside = flat * shape[k] + place, is_inside & fits
    flat_weights = None if weights is None else np.ravel(weights)[is_inside]
    size = int(np.prod(shape))
    sums = np.reshape(np.float64(binned(flat[is_inside], flat_weights, size)), shape)
    if density:
        total = np.sum(sums)
        for k, each in enumerate(edges):
            sums = sums / np.reshape(np.diff(each), (*((1,) * k), -1, *((1,) * (len(edges) - k - 1))))
        sums = sums / total
    return sums, edges


def edges_along(x: Any, bins: Any, limits: Any, k: Any) -> Any:
    """The edges of the bins along one axis."""
    own = bins[k] if isinstance(bins, (tuple, list)) or np.ndim(bins) == 1 else bins
    return edges_of(x, own, None if limits is None else limits[k], None)


def edges_of(x: Any, bins: Any, limits: Any, weights: Any) -> Any:
    """The edges of the bins, which may be given themselves."""
    if not isinstance(bins, str) and np.ndim(bins) == 1:
        return np.asarray(bins)
    return np.histogram_bin_edges(x, bins, limits, weights)


def bin_of(x: Any, edges: Any) -> Any:
    """The bin of each element, of which the last has both its edges; and whether it is in any."""
    place = np.searchsorted(edges, x, side="right") - 1
    place = np.where(x == edges[-1], len(edges) - 2, place)
    return place, (place >= 0) & (place < len(edges) - 1)


def binned(place: Any, weights: Any, count: Any) -> Any:
    """The sum of weights in each bin, or how many elements are in it."""
    if weights is None:
        return np.bincount(place, minlength=count)
    if np.iscomplexobj(weights):
        real = np.bincount(place, np.real(weights), count)
        return real + 1j * np.bincount(place, np.imag(weights), count)
    return in_type_of(np.bincount(place, weights, count), weights, True)
