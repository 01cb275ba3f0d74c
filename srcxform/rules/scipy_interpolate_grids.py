"""scipy.interpolate: between the points of a grid, in one or more dimensions.

The cell that a point is in is a step function, so values that are picked have zero derivative by the point.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.interpolate

from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_interpolate_bsplines import knots_through, make_interp_spline
from srcxform.rules.scipy_interpolate_surfaces import rect_bivariate, tensor_coefficients, tensor_values
from srcxform.runtime import stop_gradient


class Interpolated:
    """A function of one variable through given points."""

    def __init__(self, x: Any, y: Any, kind: Any, axis: Any, bounds_error: Any, fill_value: Any) -> None:
        self.x = x
        self.y = y
        self.kind = kind
        self.axis = axis
        self.bounds_error = bounds_error
        self.fill_value = fill_value

    def __call__(self, x: Any) -> Any:
        """The values at the points, whose axes take the place of the axis of interpolation."""
        places = np.asarray(x)
        last = np.moveaxis(self.y, self.axis, -1)
        values = within(self.x, last, places, self.kind)
        values = beyond(self.x, places, values, self.kind, self.bounds_error, self.fill_value)
        count = np.ndim(places)
        if count == 0:
            return values
        return np.moveaxis(values, list(range(-count, 0)), [self.axis + j for j in range(count)])


def within(knots: Any, y: Any, x: Any, kind: Any) -> Any:
    """The values, continued at the ends; the axes of the points are the last ones."""
    fixed, places = stop_gradient(knots), stop_gradient(x)
    count = np.shape(knots)[0]
    if kind == "linear":
        k = np.clip(np.searchsorted(fixed, places), 1, count - 1)
        slope = (y[..., k] - y[..., k - 1]) / (knots[k] - knots[k - 1])
        return slope * (x - knots[k - 1]) + y[..., k - 1]
    if kind == "nearest" or kind == "nearest-up":
        borders = fixed[1:] / 2.0 + fixed[:-1] / 2.0
        return y[..., np.searchsorted(borders, places, side="left" if kind == "nearest" else "right")]
    if kind == "previous":
        return y[..., np.clip(np.searchsorted(fixed, places, side="right"), 1, count) - 1]
    if kind == "next":
        return y[..., np.clip(np.searchsorted(fixed, places, side="left"), 0, count - 1)]
    return make_interp_spline(knots, y, order_of(kind), axis=-1)(x)


def order_of(kind: Any) -> Any:
    """The degree of a spline."""
    if not isinstance(kind, str):
        return kind
    if kind == "zero":
        return 0
    if kind == "slinear":
        return 1
    if kind == "quadratic":
        return 2
    if kind == "cubic":
        return 3
    return no_rule("this kind of interpolation has no derivative rule", "use 'linear', 'quadratic' or 'cubic'")


def beyond(knots: Any, x: Any, values: Any, kind: Any, bounds_error: Any, fill_value: Any) -> Any:
    """What stands for the values outside of the range."""
    places = stop_gradient(x)
    below, above = places < knots[0], places > knots[-1]
    if isinstance(fill_value, str):
        if kind == "previous":
            return np.where(below, np.nan, values)
        return np.where(above, np.nan, values) if kind == "next" else values
    if bounds_error is None or bounds_error:
        if np.any(below | above):
            raise ValueError("A value in x_new is outside of the interpolation range.")
        return values
    low = fill_value[0] if isinstance(fill_value, tuple) else fill_value
    high = fill_value[1] if isinstance(fill_value, tuple) else fill_value
    return np.where(below, beside(low, x), np.where(above, beside(high, x), values))


def beside(fill: Any, x: Any) -> Any:
    """A value for all points."""
    return np.reshape(fill, (*np.shape(fill), *(1,) * np.ndim(x))) if np.ndim(fill) > 0 else fill


@definition(scipy.interpolate.interp1d)
def interp1d(
    x: Any, y: Any, kind: Any = "linear", axis: Any = -1, copy: Any = True, bounds_error: Any = None,
    fill_value: Any = np.nan, assume_sorted: Any = False,
) -> Any:  # fmt: skip
    """A function that is made inside the program."""
    knots, values = np.asarray(x) * 1.0, np.asarray(y) * 1.0
    if not assume_sorted:
        order = np.argsort(stop_gradient(knots), kind="mergesort")
        knots, values = knots[order], np.take(values, order, axis=axis)
    return Interpolated(knots, values, kind, axis % np.ndim(values), bounds_error, fill_value)


def interpolated_outside(f: Any) -> Any:
    """An `interp1d` that was made outside of the program; a spline has kept its degree only."""
    kind = f._spline.k if f._kind == "spline" else f._kind
    return Interpolated(f.x, f.y, kind, f.axis % np.ndim(f.y), f.bounds_error, f.fill_value)


class Grid:
    """Values at the points of a rectangular grid."""

    def __init__(self, points: Any, values: Any, method: Any, bounds_error: Any, fill_value: Any) -> None:
        self.grid = points
        self.values = values
        self.method = method
        self.bounds_error = bounds_error
        self.fill_value = fill_value

    def __call__(self, xi: Any, method: Any = None, *, nu: Any = None) -> Any:
        """The values at points, whose coordinates are along the last axis."""
        how = self.method if method is None else method
        places = coordinates(xi, len(self.grid))
        fixed = stop_gradient(places)
        check_range(self.grid, fixed, self.bounds_error)
        if how == "linear" or how == "nearest":
            found = between_points(self.grid, self.values, places, how)
        else:
            found = by_splines(self.grid, self.values, places, how, nu)
        if self.fill_value is not None:
            found = np.where(is_outside(self.grid, fixed), self.fill_value, found)
        count = np.ndim(places) - 1
        if count == 0:
            return found
        return np.moveaxis(found, tuple(range(-count, 0)), tuple(range(count)))


def by_splines(grid: Any, values: Any, x: Any, method: Any, nu: Any) -> Any:
    """Products of splines through the points; the axes of the points are the last ones."""
    degree = {"slinear": 1, "cubic": 3, "quintic": 5}.get(method.removesuffix("_legacy"), 0)
    rank = len(grid)
    if degree == 0:
        return no_rule("this method on grids has no derivative rule", "use method='linear' or 'cubic'")
    ks = (degree,) * rank
    places = tuple(points * 1.0 for points in grid)
    ts = tuple(knots_through(points, degree) for points in places)
    orders = (0,) * rank if nu is None else nu
    flat = np.reshape(x * 1.0, (-1, rank))
    found = tensor_values(ts, tensor_coefficients(ts, ks, places, values * 1.0), ks, flat, orders)
    turned = np.transpose(np.reshape(found, (np.shape(flat)[0], -1)))
    return np.reshape(turned, (*np.shape(values)[rank:], *np.shape(x)[:-1]))


def coordinates(xi: Any, rank: Any) -> Any:
    """The points, of a tuple with an array for each coordinate or of one array."""
    if not isinstance(xi, tuple):
        x = np.asarray(xi)
        return np.reshape(x, (-1, rank)) if np.ndim(x) == 1 else x
    return np.stack(np.broadcast_arrays(*xi), axis=-1)


def is_outside(grid: Any, x: Any) -> Any:
    """Which points are outside of the grid."""
    outside = np.zeros(np.shape(x)[:-1], dtype=bool)
    for axis in range(len(grid)):
        outside = outside | (x[..., axis] < grid[axis][0]) | (x[..., axis] > grid[axis][-1])
    return outside


def check_range(grid: Any, x: Any, bounds_error: Any) -> Any:
    """Raise where a point is outside of the grid, if that is an error."""
    if bounds_error and np.any(is_outside(grid, x)):
        raise ValueError("One of the requested xi is out of bounds")
    for axis in range(len(grid)):
        if np.any(np.diff(grid[axis]) <= 0):
            raise ValueError("the points of a grid must be strictly ascending to be differentiated")


def between_points(grid: Any, values: Any, x: Any, method: Any) -> Any:
    """The values in the cells; the axes of the points are the last ones."""
    rank = len(grid)
    last = np.moveaxis(values, tuple(range(rank)), tuple(range(-rank, 0)))
    cells = tuple(cell_of(grid[axis], x[..., axis]) for axis in range(rank))
    shares = tuple(share_of(grid[axis], x[..., axis], cells[axis]) for axis in range(rank))
    if method == "nearest":
        near = tuple(np.where(stop_gradient(shares[axis]) <= 0.5, cells[axis], cells[axis] + 1) for axis in range(rank))
        return corner(last, near, (), ())
    return corner(last, cells, shares, ())


def cell_of(points: Any, x: Any) -> Any:
    """The number of the cell of each point along one axis."""
    return np.clip(
        np.searchsorted(stop_gradient(points), stop_gradient(x), side="right") - 1, 0, np.shape(points)[0] - 2
    )


def share_of(points: Any, x: Any, k: Any) -> Any:
    """How far each point is through its cell."""
    return (x - points[k]) / (points[k + 1] - points[k])


def corner(values: Any, places: Any, shares: Any, chosen: Any) -> Any:
    """The mean of the corners of each cell, one axis after the other."""
    axis = len(chosen)
    if axis == len(places):
        place = (..., *chosen)
        return values[place]
    if shares == ():
        return corner(values, places, shares, (*chosen, places[axis]))
    low = corner(values, places, shares, (*chosen, places[axis]))
    high = corner(values, places, shares, (*chosen, places[axis] + 1))
    return low * (1 - shares[axis]) + high * shares[axis]


@definition(scipy.interpolate.RegularGridInterpolator)
def regular_grid(
    points: Any, values: Any, method: Any = "linear", bounds_error: Any = True, fill_value: Any = np.nan,
    *, solver: Any = None, solver_args: Any = None,
) -> Any:  # fmt: skip
    """A function that is made inside the program."""
    return Grid(tuple(np.asarray(p) for p in points), np.asarray(values), method, bounds_error, fill_value)


@definition(scipy.interpolate.RegularGridInterpolator.__call__)
def call_regular_grid(self: Any, xi: Any, method: Any = None, *, nu: Any = None) -> Any:
    """A function that was made outside of the program."""
    return Grid(self.grid, self.values, self.method, self.bounds_error, self.fill_value)(xi, method, nu=nu)


@definition(scipy.interpolate.interpn)
def interpn(
    points: Any, values: Any, xi: Any, method: Any = "linear", bounds_error: Any = True, fill_value: Any = np.nan
) -> Any:
    """The values at once."""
    if method == "splinef2d":
        places = coordinates(xi, 2)
        check_range(points, stop_gradient(places), bounds_error)
        found = rect_bivariate(points[0], points[1], values).ev(places[..., 0], places[..., 1])
        return np.where(is_outside(points, stop_gradient(places)), fill_value, found)
    return regular_grid(points, values, method, bounds_error, fill_value)(xi)
