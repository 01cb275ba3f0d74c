"""scipy.interpolate: products of B-splines, one for each axis (de Boor, A Practical Guide to Splines, chapter XVII)."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.interpolate

from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_interpolate_bsplines import basis, coefficients, de_boor, integral, knots_through, piece_of
from srcxform.runtime import stop_gradient


def tensor_coefficients(ts: Any, ks: Any, grid: Any, values: Any) -> Any:
    """The coefficients of the spline through the values on a grid: one banded system for each axis."""
    for axis in range(len(ts)):
        turned = coefficients(ts[axis], ks[axis], grid[axis], np.moveaxis(values, axis, 0))
        values = np.moveaxis(turned, 0, axis)
    return values


def along(x: Any, axis: Any, rank: Any) -> Any:
    """What belongs to points (first axis) and to one axis of the splines (last axis), among all of these."""
    for k in range(rank):
        x = x if k == axis else np.expand_dims(x, k + 1)
    return x


def window(before: Any, k: Any) -> Any:
    """The numbers of the B-splines that are not zero at each point."""
    return np.expand_dims(before, 1) - k + np.arange(k + 1)


def tensor_values(ts: Any, c: Any, ks: Any, x: Any, nu: Any) -> Any:
    """The values, or those of a derivative, at points: `c` has the axes of the splines first, then other ones."""
    rank = len(ts)
    before = tuple(piece_of(ts[axis], ks[axis], x[:, axis], np.shape(c)[axis]) for axis in range(rank))
    flat = np.reshape(c, (*np.shape(c)[:rank], -1))
    place = tuple(along(window(before[axis], ks[axis]), axis, rank) for axis in range(rank))
    near = flat[place]
    for axis in range(rank - 1, -1, -1):
        shares = basis(ts[axis], ks[axis], x[:, axis], before[axis], nu[axis])
        near = np.sum(near * np.expand_dims(along(shares, axis, axis + 1), -1), axis=axis + 1)
    return np.reshape(near, (np.shape(x)[0], *np.shape(c)[rank:]))


# Two variables, as FITPACK has them: outside of the rectangle the values are those at its border


class Surface:
    """A spline of two variables."""

    def __init__(self, tx: Any, ty: Any, c: Any, kx: Any, ky: Any) -> None:
        self.tx = tx
        self.ty = ty
        self.c = c
        self.kx = kx
        self.ky = ky

    def __call__(self, x: Any, y: Any, dx: Any = 0, dy: Any = 0, grid: Any = True) -> Any:
        """The values on the grid of all pairs, or at points."""
        if not grid:
            return self.ev(x, y, dx, dy)
        along_y = de_boor(self.ty, self.c, self.ky, bordered(np.ravel(y), self.ty, self.ky), dy)
        both = de_boor(self.tx, along_y.T, self.kx, bordered(np.ravel(x), self.tx, self.kx), dx)
        return both.T

    def ev(self, xi: Any, yi: Any, dx: Any = 0, dy: Any = 0) -> Any:
        """The values at points."""
        x, y = np.broadcast_arrays(bordered(xi, self.tx, self.kx), bordered(yi, self.ty, self.ky))
        points = np.stack((np.ravel(x), np.ravel(y)), axis=1)
        values = tensor_values((self.tx, self.ty), self.c, (self.kx, self.ky), points, (dx, dy))
        return np.reshape(values, np.shape(x))

    def integral(self, xa: Any, xb: Any, ya: Any, yb: Any) -> Any:
        """The integral over a rectangle; outside it counts as zero."""
        along_y = integral(self.ty, self.c, self.ky, np.asarray(ya), np.asarray(yb), False)
        return integral(self.tx, along_y, self.kx, np.asarray(xa), np.asarray(xb), False)

    def partial_derivative(self, dx: Any, dy: Any) -> Any:
        """Another one."""
        return no_rule("`partial_derivative` has no derivative rule", "give the orders when it is called")


def bordered(x: Any, t: Any, k: Any) -> Any:
    """The points, those outside moved to the border."""
    return np.minimum(np.maximum(np.asarray(x) * 1.0, t[k]), t[np.shape(t)[0] - k - 1])


@definition(scipy.interpolate.RectBivariateSpline)
def rect_bivariate(
    x: Any, y: Any, z: Any, bbox: Any = (None, None, None, None), kx: Any = 3, ky: Any = 3, s: Any = 0,
    maxit: Any = 20,
) -> Any:  # fmt: skip
    """The spline through the values on a grid."""
    if s != 0:
        return no_rule("smoothing by `RectBivariateSpline` has no derivative rule", "interpolate with s=0")
    for end in bbox:
        if end is not None:
            return no_rule("`bbox=` of a spline has no derivative rule", "leave it out")
    grid = np.asarray(x) * 1.0, np.asarray(y) * 1.0
    ts = knots_through(grid[0], kx), knots_through(grid[1], ky)
    return Surface(ts[0], ts[1], tensor_coefficients(ts, (kx, ky), grid, np.asarray(z) * 1.0), kx, ky)


def surface_outside(spline: Any) -> Any:
    """The same surface as one of ours."""
    tx, ty, c = spline.tck
    kx, ky = spline.degrees
    return Surface(tx, ty, np.reshape(c, (np.shape(tx)[0] - kx - 1, np.shape(ty)[0] - ky - 1)), kx, ky)


@definition(scipy.interpolate.BivariateSpline.__call__)
def call_bivariate(self: Any, x: Any, y: Any, dx: Any = 0, dy: Any = 0, grid: Any = True) -> Any:
    """A surface that was made outside of the program."""
    return surface_outside(self)(x, y, dx, dy, grid)


@definition(scipy.interpolate.BivariateSpline.ev)
def ev_of_bivariate(self: Any, xi: Any, yi: Any, dx: Any = 0, dy: Any = 0) -> Any:
    """A surface that was made outside of the program."""
    return surface_outside(self).ev(xi, yi, dx, dy)


@definition(scipy.interpolate.BivariateSpline.integral)
def integral_of_bivariate(self: Any, xa: Any, xb: Any, ya: Any, yb: Any) -> Any:
    """A surface that was made outside of the program."""
    return surface_outside(self).integral(xa, xb, ya, yb)


@definition(scipy.interpolate.bisplev)
def bisplev(x: Any, y: Any, tck: Any, dx: Any = 0, dy: Any = 0) -> Any:
    """The values of a surface on a grid; axes of length 1 are left out."""
    tx, ty, c, kx, ky = tck
    table = np.reshape(c, (np.shape(tx)[0] - kx - 1, np.shape(ty)[0] - ky - 1))
    values = Surface(tx, ty, table, kx, ky)(x, y, dx, dy)
    if np.size(x) > 1:
        return values
    return values[0] if np.size(y) > 1 else values[0, 0]


# Any number of variables


class Product:
    """A spline of several variables, which are along the last axis of the points."""

    def __init__(self, t: Any, c: Any, k: Any, extrapolate: Any) -> None:
        self.t = t
        self.c = c
        self.k = k
        self.extrapolate = extrapolate

    def __call__(self, xi: Any, *, nu: Any = None, extrapolate: Any = None) -> Any:
        """The values, or those of a derivative."""
        rank = len(self.t)
        x = np.asarray(xi) * 1.0
        flat = np.reshape(x, (-1, rank))
        orders = (0,) * rank if nu is None else nu
        values = tensor_values(self.t, self.c, self.k, flat, orders)
        how = self.extrapolate if extrapolate is None else extrapolate
        if not how:
            outside = is_outside_of(self.t, self.k, stop_gradient(flat))
            values = np.where(np.reshape(outside, (-1, *(1,) * (np.ndim(values) - 1))), np.nan, values)
        return np.reshape(values, (*np.shape(x)[:-1], *np.shape(self.c)[rank:]))


def is_outside_of(t: Any, k: Any, x: Any) -> Any:
    """Which points are outside of the knots."""
    outside = np.zeros(np.shape(x)[0], dtype=bool)
    for axis in range(len(t)):
        last = np.shape(t[axis])[0] - k[axis] - 1
        outside = outside | (x[:, axis] < t[axis][k[axis]]) | (x[:, axis] > t[axis][last])
    return outside


@definition(scipy.interpolate.NdBSpline)
def nd_bspline(t: Any, c: Any, k: Any, *, extrapolate: Any = None) -> Any:
    """A spline that is made inside the program."""
    ks = k if isinstance(k, (tuple, list)) else (k,) * len(t)
    knots = tuple(np.asarray(each) * 1.0 for each in t)
    return Product(knots, np.asarray(c) * 1.0, ks, True if extrapolate is None else extrapolate)
