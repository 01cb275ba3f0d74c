"""scipy.ndimage: interpolation by splines, `y = sum(c[k] * b(x - k))`, in the values and in the places.

The coefficients `c` come from a recursive filter; outside of the array they are continued as the mode says (Unser,
Splines: a perfect fit for signal and image processing, IEEE Signal Processing Magazine, 1999).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.ndimage

from srcxform.rules.registry import definition, linear, no_rule
from srcxform.rules.scipy_ndimage import item, refuse_output
from srcxform.runtime import real_like, stop_gradient

LEFT_OUT = {
    "scipy.ndimage.geometric_transform": "calls a Python function for each element: use `map_coordinates`",
}
"""Public functions that have no rule, and why."""


# Coefficients


def refuse_precision(output: Any) -> Any:
    """Coefficients in another precision than the double one."""
    if output is not None and output is not np.float64 and output is not float:
        return no_rule("`output=` of a spline filter has no derivative rule", "leave it out, and convert the result")
    return None


@linear(scipy.ndimage.spline_filter1d)
def spline_filter1d(
    input: Any, order: Any = 3, axis: Any = -1, output: Any = np.float64, mode: Any = "mirror", *, out_bar: Any
) -> Any:
    """The inverse of a matrix that is symmetric; where the ends are mirrors, when its first and last row are halved.

    SciPy rounds at a half-sample mirror (`reflect`): with few elements, the last digits are those of the exact inverse.
    """
    refuse_precision(output)
    if order in (0, 1) or mode in ("reflect", "grid-mirror", "nearest", "grid-wrap"):
        return real_like(scipy.ndimage.spline_filter1d(out_bar, order, axis, mode=mode), input)
    place = np.arange(np.shape(input)[axis])
    is_end = (place == 0) | (place == np.shape(input)[axis] - 1)
    share = np.where(is_end & (np.shape(input)[axis] > 1), 0.5, 1.0)
    g = scipy.ndimage.spline_filter1d(np.moveaxis(out_bar, axis, -1) / share, order, -1, mode=mode)
    return real_like(np.moveaxis(share * g, -1, axis), input)


@definition(scipy.ndimage.spline_filter)
def spline_filter(input: Any, order: Any = 3, output: Any = np.float64, mode: Any = "mirror") -> Any:
    """One axis after the other."""
    refuse_precision(output)
    y = scipy.ndimage.spline_filter1d(input, order, 0, mode=mode)  # from here on in double precision
    if np.ndim(input) > 1:
        for axis in range(1, np.ndim(input)):
            y = scipy.ndimage.spline_filter1d(y, order, axis, mode=mode)
    return y


def margin(order: Any, mode: Any, prefilter: Any) -> Any:
    """How far the array is continued before it is filtered."""
    return 12 if prefilter and order > 1 and mode in ("nearest", "grid-constant") else 0


def coefficients(x: Any, order: Any, mode: Any, cval: Any, prefilter: Any) -> Any:
    """The coefficients of the spline through the elements."""
    if not prefilter or order < 2:
        return x
    if mode == "nearest":
        x = np.pad(x, margin(order, mode, prefilter), "edge")
    if mode == "grid-constant":
        x = np.pad(x, margin(order, mode, prefilter), constant_values=cval)
    return scipy.ndimage.spline_filter(x, order, mode=mode)


# Values


def weights(u: Any, order: Any) -> Any:
    """The values of the splines that are not 0 at a place, along a last axis."""
    place = np.expand_dims(u, -1)
    found = np.ones_like(place)
    if order >= 1:
        found = raised(found, place, 1)
    if order >= 2:
        found = raised(found, place, 2)
    if order >= 3:
        found = raised(found, place, 3)
    if order >= 4:
        found = raised(found, place, 4)
    return raised(found, place, 5) if order >= 5 else found


def raised(below: Any, u: Any, degree: Any) -> Any:
    """The splines of one degree from those of the degree below (de Boor's recurrence)."""
    nothing = np.zeros_like(below[..., :1])
    rising = (u + (degree - np.arange(degree + 1))) * np.concatenate((nothing, below), axis=-1)
    falling = (np.arange(1, degree + 2) - u) * np.concatenate((below, nothing), axis=-1)
    return (rising + falling) / degree


def continued_place(index: Any, size: Any, mode: Any) -> Any:
    """Where the coefficient of a place outside is found."""
    if mode == "grid-wrap":
        return index % size
    if mode in ("nearest", "grid-constant"):
        return np.clip(index, 0, size - 1)
    if mode in ("reflect", "grid-mirror"):
        turned = index % (2 * size)
        return np.where(turned >= size, 2 * size - 1 - turned, turned)
    turned = index % np.maximum(2 * size - 2, 1)
    return np.where(turned >= size, 2 * size - 2 - turned, turned)


def wrapped(x: Any, size: Any, mode: Any) -> Any:
    """The mode `wrap` has a period that is one less than the length."""
    if mode != "wrap":
        return x
    return np.where((x < 0) | (x > size - 1), np.mod(x, np.maximum(size - 1, 1)), x)


def is_inside(x: Any, size: Any) -> Any:
    """Whether a place lies in the array."""
    return (x >= 0) & (x <= size - 1)


def spline_at(c: Any, places: Any, order: Any, mode: Any, cval: Any) -> Any:
    """The spline with these coefficients; `places` has one array for each axis, and they broadcast."""
    rank = np.ndim(c)
    shifted = [wrapped(places[d], np.shape(c)[d], mode) + (order + 1) / 2 for d in range(rank)]
    starts = [np.floor(stop_gradient(shifted[d])) for d in range(rank)]
    shares = [weights(shifted[d] - starts[d], order) for d in range(rank)]
    steps = [starts[d].astype(np.int64) - order for d in range(rank)]
    total = one_term(c, steps, shares, 0, order, mode, cval)
    for j in range(1, (order + 1) ** rank):
        total = total + one_term(c, steps, shares, j, order, mode, cval)
    if mode != "constant":
        return total
    inside = is_inside(places[0], np.shape(c)[0])
    for d in range(1, rank):
        inside = inside & is_inside(places[d], np.shape(c)[d])
    return np.where(inside, total, cval)


def one_term(c: Any, steps: Any, shares: Any, j: Any, order: Any, mode: Any, cval: Any) -> Any:
    """One coefficient times the splines along all axes; the digits of `j` say which coefficient."""
    rank, count = np.ndim(c), order + 1
    share = shares[0][..., j % count]
    for d in range(1, rank):
        share = share * shares[d][..., j // count**d % count]
    place = continued_place(steps[0] + j % count, np.shape(c)[0], mode)
    for d in range(1, rank):
        place = place * np.shape(c)[d] + continued_place(steps[d] + j // count**d % count, np.shape(c)[d], mode)
    value = np.ravel(c)[place]
    if mode == "grid-constant":
        inside = is_inside(steps[0] + j % count, np.shape(c)[0])
        for d in range(1, rank):
            inside = inside & is_inside(steps[d] + j // count**d % count, np.shape(c)[d])
        value = np.where(inside, value, cval)
    return share * value


def interpolated(x: Any, places: Any, order: Any, mode: Any, cval: Any, prefilter: Any) -> Any:
    """The values at places, in the precision of the array."""
    if np.ndim(x) == 0:
        return no_rule("interpolation in a single number has no derivative rule", "give an array with an axis")
    pad = margin(order, mode, prefilter)
    c = coefficients(x, order, mode, cval, prefilter)
    found = spline_at(c, [places[d] + pad for d in range(np.ndim(x))], order, mode, cval)
    result = np.zeros_like(x, shape=np.shape(found))
    result[...] = found
    return result


# Functions


@definition(scipy.ndimage.map_coordinates)
def map_coordinates(
    input: Any, coordinates: Any, output: Any = None, order: Any = 3, mode: Any = "constant", cval: Any = 0.0,
    prefilter: Any = True,
) -> Any:  # fmt: skip
    """The values at any places."""
    refuse_output(output)
    return interpolated(input, coordinates, order, mode, cval, prefilter)


def along_axis(x: Any, d: Any, rank: Any) -> Any:
    """A vector along one axis of several."""
    return np.reshape(x, [-1 if k == d else 1 for k in range(rank)])


@definition(scipy.ndimage.shift)
def shift(
    input: Any, shift: Any, output: Any = None, order: Any = 3, mode: Any = "constant", cval: Any = 0.0,
    prefilter: Any = True,
) -> Any:  # fmt: skip
    """The array moved along its axes."""
    refuse_output(output)
    rank = np.ndim(input)
    places = [along_axis(np.arange(np.shape(input)[d]) - item(shift, d), d, rank) for d in range(rank)]
    return interpolated(input, places, order, mode, cval, prefilter)


def zoomed(size: Any, factor: Any, grid_mode: Any) -> Any:
    """The places along one axis, of as many elements as there are after zooming."""
    count = round(size * factor)
    if grid_mode:
        return (np.arange(count) + 0.5) * (size / count) - 0.5
    return np.arange(count) * ((size - 1) / (count - 1) if count != 1 else 1.0)


@definition(scipy.ndimage.zoom)
def zoom(
    input: Any, zoom: Any, output: Any = None, order: Any = 3, mode: Any = "constant", cval: Any = 0.0,
    prefilter: Any = True, *, grid_mode: Any = False,
) -> Any:  # fmt: skip
    """The array at more or fewer places; only their number depends on the factor."""
    refuse_output(output)
    rank = np.ndim(input)
    factors = stop_gradient(zoom)
    places = [
        along_axis(zoomed(np.shape(input)[d], item(factors, d), grid_mode), d, rank) for d in range(rank)
    ]  # fmt: skip
    return interpolated(input, places, order, mode, cval, prefilter)


def moved_place(start: Any, row: Any, grid: Any) -> Any:
    """One coordinate of `matrix @ i + offset`."""
    found = start + row[0] * grid[0]
    for k in range(1, len(grid)):
        found = found + row[k] * grid[k]
    return found


@definition(scipy.ndimage.affine_transform)
def affine_transform(
    input: Any, matrix: Any, offset: Any = 0.0, output_shape: Any = None, output: Any = None, order: Any = 3,
    mode: Any = "constant", cval: Any = 0.0, prefilter: Any = True,
) -> Any:  # fmt: skip
    """The values at `matrix @ i + offset`."""
    refuse_output(output)
    rank = np.ndim(input)
    shape = np.shape(input) if output_shape is None else output_shape
    grid = [along_axis(np.arange(shape[d]), d, rank) for d in range(rank)]
    if np.ndim(matrix) == 1:
        places = [matrix[d] * grid[d] + item(offset, d) for d in range(rank)]
        return interpolated(input, places, order, mode, cval, prefilter)
    start = matrix[:rank, rank] if np.shape(matrix)[1] == rank + 1 else offset + np.zeros(rank)
    places = [moved_place(start[d], matrix[d], grid) for d in range(rank)]
    return interpolated(input, places, order, mode, cval, prefilter)


@definition(scipy.ndimage.rotate)
def rotate(
    input: Any, angle: Any, axes: Any = (1, 0), reshape: Any = True, output: Any = None, order: Any = 3,
    mode: Any = "constant", cval: Any = 0.0, prefilter: Any = True,
) -> Any:  # fmt: skip
    """The array turned in the plane of two axes, about its middle."""
    refuse_output(output)
    rank = np.ndim(input)
    first, second = min(axes[0] % rank, axes[1] % rank), max(axes[0] % rank, axes[1] % rank)
    c, s = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    height, width = np.shape(input)[first], np.shape(input)[second]
    rows, columns = height, width
    if reshape:
        a, b = np.abs(stop_gradient(c)), np.abs(stop_gradient(s))
        rows, columns = int(a * height + b * width + 0.5), int(b * height + a * width + 0.5)
    i = along_axis(np.arange(rows) - (rows - 1) / 2, first, rank)
    j = along_axis(np.arange(columns) - (columns - 1) / 2, second, rank)
    places = [along_axis(1.0 * np.arange(np.shape(input)[d]), d, rank) for d in range(rank)]
    turned = [c * i + s * j + (height - 1) / 2, c * j - s * i + (width - 1) / 2]
    places = [turned[0] if d == first else turned[1] if d == second else places[d] for d in range(rank)]
    return interpolated(input, places, order, mode, cval, prefilter)
