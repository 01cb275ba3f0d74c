"""scipy.interpolate: between scattered points.

Which points are near is a step function of all places, so the triangulation is a constant; the shares of the corners
are not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.interpolate
from scipy.spatial import Delaunay, KDTree

from srcxform.rules.registry import definition, no_rule, nondifferentiable
from srcxform.rules.scipy_interpolate_grids import interp1d
from srcxform.runtime import stop_gradient


def triangulated(points: Any) -> Any:
    """Delaunay's triangulation."""
    return Delaunay(points)


def corners_around(mesh: Any, x: Any) -> Any:
    """The numbers of the corners of the simplex that each point is in; -1 where there is none."""
    found = mesh.find_simplex(x)
    return np.where(np.expand_dims(found < 0, -1), -1, mesh.simplices[found])


def first_simplex(mesh: Any) -> Any:
    """The corners of one simplex."""
    return mesh.simplices[0]


def tree_of(points: Any) -> Any:
    """What finds the nearest point."""
    return KDTree(points)


def number_of_nearest(tree: Any, x: Any, distance_upper_bound: float = np.inf) -> Any:
    """The number of the nearest point; -1 where none is near enough."""
    found = tree.query(x, distance_upper_bound=distance_upper_bound)[1]
    return np.where(found == tree.n, -1, found)


nondifferentiable((triangulated, corners_around, first_simplex, tree_of, number_of_nearest))


def one_by_one(args: Any, rank: Any) -> Any:
    """Points with the coordinates along the last axis, of one array, or of an array for each coordinate."""
    given = args[0] if len(args) == 1 else args
    if isinstance(given, tuple):
        return np.stack(np.broadcast_arrays(*given), axis=-1) * 1.0
    x = np.asarray(given) * 1.0
    return np.reshape(x, (-1, rank)) if np.ndim(x) == 1 else x


def per_axis(points: Any) -> Any:
    """Where the middle of the points is, and how far they reach: what `rescale=True` takes out."""
    reach = np.max(points, axis=0) - np.min(points, axis=0)
    return np.mean(points, axis=0), np.where(reach > 0, reach, 1.0)


class Linear:
    """The values of the corners of a simplex, by barycentric coordinates."""

    def __init__(self, points: Any, values: Any, fill_value: Any, mesh: Any, frame: Any) -> None:
        self.points = points
        self.values = values
        self.fill_value = fill_value
        self.mesh = mesh
        self.frame = frame

    def __call__(self, *args: Any) -> Any:
        x = (one_by_one(args, np.shape(self.points)[1]) - self.frame[0]) / self.frame[1]
        flat = np.reshape(x, (-1, np.shape(x)[-1]))
        corners = corners_around(self.mesh, stop_gradient(flat))
        outside = corners[:, 0] < 0
        # Outside there is no simplex: any one will do there, and its value is not taken.
        at = self.points[np.where(np.expand_dims(outside, 1), first_simplex(self.mesh), corners)]
        edges = np.swapaxes(at[:, 1:] - at[:, :1], 1, 2)
        rest = np.linalg.solve(edges, np.expand_dims(flat - at[:, 0], 2))[:, :, 0]
        shares = np.concatenate((1 - np.sum(rest, axis=1, keepdims=True), rest), axis=1)
        known = np.reshape(self.values, (np.shape(self.values)[0], -1))
        found = np.sum(np.expand_dims(shares, 2) * known[corners], axis=1)
        found = np.where(np.expand_dims(outside, 1), self.fill_value, found)
        return np.reshape(found, (*np.shape(x)[:-1], *np.shape(self.values)[1:]))


class Nearest:
    """The value of the nearest point."""

    def __init__(self, tree: Any, rank: Any, values: Any, frame: Any) -> None:
        self.tree = tree
        self.rank = rank
        self.values = values
        self.frame = frame

    def __call__(self, *args: Any, distance_upper_bound: Any = np.inf) -> Any:
        x = (one_by_one(args, self.rank) - self.frame[0]) / self.frame[1]
        flat = np.reshape(x, (-1, np.shape(x)[-1]))
        number = number_of_nearest(self.tree, stop_gradient(flat), distance_upper_bound)
        known = np.reshape(self.values, (np.shape(self.values)[0], -1))
        found = np.where(np.expand_dims(number < 0, 1), np.nan, known[number])
        return np.reshape(found, (*np.shape(x)[:-1], *np.shape(self.values)[1:]))


def framed(points: Any, rescale: Any) -> Any:
    """The points as the triangulation sees them, and how they became so."""
    given = np.asarray(points) * 1.0
    frame = per_axis(given) if rescale else (0.0, 1.0)
    return (given - frame[0]) / frame[1], frame


@definition(scipy.interpolate.LinearNDInterpolator)
def linear_nd(points: Any, values: Any, fill_value: Any = np.nan, rescale: Any = False) -> Any:
    """A function that is made inside the program."""
    if isinstance(points, Delaunay):
        return no_rule("a triangulation in place of the points has no derivative rule", "give the points")
    scaled, frame = framed(points, rescale)
    return Linear(scaled, np.asarray(values) * 1.0, fill_value, triangulated(stop_gradient(scaled)), frame)


@definition(scipy.interpolate.LinearNDInterpolator.__call__)
def call_linear_nd(self: Any, *args: Any) -> Any:
    """A function that was made outside of the program."""
    values = np.reshape(self.values, (-1, *self.values_shape))
    return Linear(self.points, values, self.fill_value, self.tri, frame_of(self))(*args)


def frame_of(interpolator: Any) -> Any:
    """How the points were moved and scaled."""
    return (0.0, 1.0) if interpolator.scale is None else (interpolator.offset, interpolator.scale)


@definition(scipy.interpolate.NearestNDInterpolator)
def nearest_nd(x: Any, y: Any, rescale: Any = False, tree_options: Any = None) -> Any:
    """A function that is made inside the program."""
    scaled, frame = framed(x, rescale)
    return Nearest(tree_of(stop_gradient(scaled)), np.shape(scaled)[1], np.asarray(y) * 1.0, frame)


@definition(scipy.interpolate.NearestNDInterpolator.__call__)
def call_nearest_nd(self: Any, *args: Any, distance_upper_bound: Any = np.inf) -> Any:
    """A function that was made outside of the program."""
    values = np.reshape(self.values, (-1, *self.values_shape))
    near = Nearest(self.tree, np.shape(self.points)[1], values, frame_of(self))
    return near(*args, distance_upper_bound=distance_upper_bound)


@definition(scipy.interpolate.griddata)
def griddata(
    points: Any, values: Any, xi: Any, method: Any = "linear", fill_value: Any = np.nan, rescale: Any = False
) -> Any:
    """The values at once."""
    places = points if not isinstance(points, tuple) else np.stack(np.broadcast_arrays(*points), axis=-1)
    if np.ndim(places) == 1 or np.shape(places)[-1] == 1:
        if method not in ("nearest", "linear", "cubic"):
            return no_rule("this method of `griddata` has no derivative rule", "use method='linear'")
        fill = "extrapolate" if method == "nearest" else fill_value
        at = xi[0] if isinstance(xi, tuple) else xi
        return interp1d(np.ravel(places), values, method, 0, True, False, fill)(at)
    if method == "nearest":
        return nearest_nd(places, values, rescale)(xi)
    if method == "linear":
        return linear_nd(places, values, fill_value, rescale)(xi)
    return no_rule("method='cubic' of `griddata` has no derivative rule", "use method='linear'")
