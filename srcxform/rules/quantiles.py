"""Quantiles: order statistics, and weighted means of two neighbours among them.

The methods are those of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American
Statistician 50 (1996): a probability names a place between the elements in their order. The value is linear in the
elements, and in the probability between two places; equal elements share, as they do in `np.sort`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import definition, no_rule
from srcxform.runtime import in_type_of


@definition(np.quantile)
def quantile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: Any = False,
    method: Any = "linear",
    keepdims: Any = False,
    *,
    weights: Any = None,
    interpolation: Any = None,
) -> Any:
    """The elements at the places that the probabilities name."""
    if interpolation is not None:
        return no_rule("`interpolation=` is the old name of `method=`", "write `method=`")
    rows = np.sort(rows_of(a, axis))
    if weights is not None:
        values = weighted(rows_of(a, axis), rows, weights_of_rows(weights, a, axis), q, method)
    else:
        below, above, share = places(np.shape(rows)[-1], q, method)
        values = between(np.take(rows, below, axis=-1), np.take(rows, above, axis=-1), share)
    if np.ndim(values) > 0 and np.ndim(q) > 0:
        values = np.moveaxis(values, -1, 0) if np.ndim(q) == 1 else np.moveaxis(values, (-2, -1), (0, 1))
    if not is_whole(a):
        # A row with a NaN has no quantile.
        values = np.where(np.isnan(rows[..., -1]), rows[..., -1], values)
    return stored(with_kept_axes(typed(values, rows, q), a, q, axis, keepdims), out)


@definition(np.percentile)
def percentile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: Any = False,
    method: Any = "linear",
    keepdims: Any = False,
    *,
    weights: Any = None,
    interpolation: Any = None,
) -> Any:
    """A quantile of a hundredth."""
    return quantile(
        a, as_numbers(q) / 100, axis, out, method=method, keepdims=keepdims, weights=weights,
        interpolation=interpolation,
    )  # fmt: skip


@definition(np.nanquantile)
def nanquantile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: Any = False,
    method: Any = "linear",
    keepdims: Any = False,
    *,
    weights: Any = None,
    interpolation: Any = None,
) -> Any:
    """As `np.quantile`, of the elements that are not NaN: in their order, these come first."""
    if weights is not None or interpolation is not None or np.ndim(q) > 1:
        return no_rule("this `np.nanquantile` has no derivative rule", "leave out the NaN and use `np.quantile`")
    rows = np.sort(rows_of(a, axis))
    count = np.sum(~np.isnan(rows), axis=-1, keepdims=True)
    below, above, share = places(count, np.reshape(as_numbers(q), (-1,)), method)
    low = np.take_along_axis(rows, np.maximum(below, 0), -1)
    values = between(low, np.take_along_axis(rows, np.maximum(above, 0), -1), share)
    values = values[..., 0] if np.ndim(q) == 0 else np.moveaxis(values, -1, 0)
    return stored(with_kept_axes(typed(values, rows, q), a, q, axis, keepdims), out)


@definition(np.nanpercentile)
def nanpercentile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: Any = False,
    method: Any = "linear",
    keepdims: Any = False,
    *,
    weights: Any = None,
    interpolation: Any = None,
) -> Any:
    """A quantile of a hundredth, of the elements that are not NaN."""
    return nanquantile(
        a, as_numbers(q) / 100, axis, out, method=method, keepdims=keepdims, weights=weights,
        interpolation=interpolation,
    )  # fmt: skip


@definition(np.nanmedian)
def nanmedian(a: Any, axis: Any = None, out: Any = None, overwrite_input: Any = False, keepdims: Any = False) -> Any:
    """The middle element of those that are not NaN, or the mean of the middle two."""
    return nanquantile(a, 0.5, axis, out, keepdims=keepdims)


def as_numbers(q: Any) -> Any:
    """Probabilities as a number or an array."""
    return np.asarray(q) if isinstance(q, (list, tuple)) else q


def rows_of(a: Any, axis: Any) -> Any:
    """The array with the axes of a reduction as one, the last."""
    if axis is None:
        return np.ravel(a)
    if not isinstance(axis, tuple):
        return np.moveaxis(a, axis, -1)
    kept = np.ndim(a) - len(axis)
    moved = np.moveaxis(a, axis, tuple(range(kept, np.ndim(a))))
    return np.reshape(moved, (*np.shape(moved)[:kept], -1))


def places(count: Any, q: Any, method: Any) -> Any:
    """The two neighbours of each place among so many elements, and how far the place is from the first of them."""
    last = count - 1
    q = as_numbers(q)
    if method in ("lower", "higher", "nearest", "inverted_cdf", "closest_observation"):
        k = np.clip(np.int64(single_place(count, q, method)), 0, last)
        return k, k, 0
    place = inner_place(count, q, method)
    lower = np.floor(place)
    below, above = np.clip(np.int64(lower), 0, last), np.clip(np.int64(lower) + 1, 0, last)
    if method == "averaged_inverted_cdf":
        return below, above, np.where(place == lower, 0.5, 1.0)
    if method == "midpoint":
        return below, above, np.where(place == lower, 0.0, 0.5)
    return below, above, place - lower


def single_place(count: Any, q: Any, method: Any) -> Any:
    """The place of the methods that choose one element."""
    if method == "lower":
        return np.floor((count - 1) * q)
    if method == "higher":
        return np.ceil((count - 1) * q)
    if method == "nearest":
        return np.round((count - 1) * q)
    if method == "inverted_cdf":
        return np.ceil(count * q - 1)
    place = count * q - 1.5
    return np.where((place == np.floor(place)) & (np.floor(place) % 2 == 1), place, np.floor(place) + 1)


def inner_place(count: Any, q: Any, method: Any) -> Any:
    """The place of the methods that choose one between two elements."""
    if method == "linear":
        return (count - 1) * q
    if method == "midpoint":
        return 0.5 * (np.floor((count - 1) * q) + np.ceil((count - 1) * q))
    if method == "averaged_inverted_cdf":
        return count * q - 1
    if method == "interpolated_inverted_cdf":
        return count * q - 1
    if method == "hazen":
        return shifted_place(count, q, 0.5)
    if method == "weibull":
        return shifted_place(count, q, 0.0)
    if method == "median_unbiased":
        return shifted_place(count, q, 1 / 3)
    if method == "normal_unbiased":
        return shifted_place(count, q, 3 / 8)
    raise ValueError("this is not a method of quantiles")


def shifted_place(count: Any, q: Any, alpha: Any) -> Any:
    """The place whose expected value the probability is, for one parameter of the family."""
    return count * q + (alpha + q * (1 - 2 * alpha)) - 1


def between(low: Any, high: Any, share: Any) -> Any:
    """The value at a share of the way between two elements."""
    if isinstance(share, int):
        return low
    rise = high - low
    # From the nearer of the two, as NumPy rounds.
    return np.where(share >= 0.5, high - rise * (1 - share), low + rise * share)


def weights_of_rows(weights: Any, a: Any, axis: Any) -> Any:
    """The weights as rows, where they have the shape of the elements, or one row for all."""
    return rows_of(weights, axis) if np.ndim(weights) == np.ndim(a) else np.asarray(weights)


def weighted(rows: Any, ordered: Any, weights: Any, q: Any, method: Any) -> Any:
    """The first element up to which the weights sum to their share: a step in the weights."""
    if method != "inverted_cdf":
        raise ValueError("weights need the method inverted_cdf")
    if np.ndim(q) > 1:
        return no_rule("weighted quantiles of more than a vector of probabilities", "flatten the probabilities")
    places_of = np.argsort(rows, axis=-1)
    heavy = np.take_along_axis(np.broadcast_to(weights, np.shape(rows)), places_of, -1)
    reached = np.cumsum(heavy, axis=-1) / np.sum(heavy, axis=-1, keepdims=True)
    reached = np.where(reached == 0, -1.0, reached)
    wanted = np.reshape(as_numbers(q), (-1,))
    short = np.sum(reached[..., np.newaxis] < wanted, axis=-2)
    values = np.take_along_axis(ordered, np.minimum(short, np.shape(rows)[-1] - 1), -1)
    return values[..., 0] if np.ndim(q) == 0 else values


def is_whole(a: Any) -> Any:
    """Whether the elements are integers."""
    return isinstance(np.ravel(a)[0], (np.integer, np.bool_))


def typed(values: Any, rows: Any, q: Any) -> Any:
    """A plain probability does not widen single precision."""
    result = in_type_of(values, rows) if np.ndim(q) == 0 and is_plain_number(q) else values
    return result[()] if np.ndim(result) == 0 else result


def is_plain_number(q: Any) -> Any:
    """Whether a number is one of Python's, which takes the precision of what it meets."""
    return isinstance(q, (int, float)) and not isinstance(q, np.generic)


def with_kept_axes(values: Any, a: Any, q: Any, axis: Any, keepdims: Any) -> Any:
    """The result with the reduced axes as axes of length 1, behind those of the probabilities."""
    if not keepdims:
        return values
    before = np.ndim(q)
    if axis is None:
        return np.reshape(values, (*np.shape(values), *((1,) * np.ndim(a))))
    if not isinstance(axis, tuple):
        return np.expand_dims(values, axis % np.ndim(a) + before)
    return np.expand_dims(values, tuple(k % np.ndim(a) + before for k in axis))


def stored(value: Any, out: Any) -> Any:
    """The value, in the array that was given for it."""
    if out is None:
        return value
    out[...] = value
    return out
