"""scipy.interpolate: sums of radial functions around the points, and polynomials (Wendland, Scattered Data
Approximation, chapters 6 and 8).

Kernels are written in the square of the distance, which is smooth where two points are one.
"""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import scipy.interpolate
from scipy.spatial.distance import cdist

from srcxform.rules.registry import definition, no_rule, nondifferentiable
from srcxform.runtime import stop_gradient


def kernel_of(name: Any, s: Any) -> Any:
    """The kernels of `RBFInterpolator`, of the squares of scaled distances."""
    if name == "multiquadric":
        return -np.sqrt(s + 1)
    if name == "inverse_multiquadric":
        return 1 / np.sqrt(s + 1)
    if name == "inverse_quadratic":
        return 1 / (s + 1)
    if name == "gaussian":
        return np.exp(-s)
    positive = np.where(s > 0, s, 1.0)
    if name == "thin_plate_spline":
        return 0.5 * s * np.log(positive)
    root = np.where(s > 0, np.sqrt(positive), 0.0)
    if name == "linear":
        return -root
    if name == "cubic":
        return s * root
    if name == "quintic":
        return -(s * s * root)
    return no_rule("this kernel has no derivative rule", "use one of those that SciPy documents")


def monomials(count: int, degree: int) -> Any:
    """The exponents of all monomials up to a degree; none for the degree -1."""
    rows = [
        [chosen.count(axis) for axis in range(count)]
        for total in range(degree + 1)
        for chosen in combinations_with_replacement(range(count), total)
    ]
    return np.array(rows, dtype=int).reshape(-1, count)


nondifferentiable((monomials,))


def degree_of(kernel: Any, degree: Any) -> Any:
    """The least degree with which the system is regular, unless one is given."""
    if degree is not None:
        return degree
    return {"thin_plate_spline": 1, "cubic": 1, "quintic": 2}.get(kernel, 0)


def polynomials_at(x: Any, powers: Any) -> Any:
    """The values of the monomials at points."""
    return np.prod(np.expand_dims(x, 1) ** powers, axis=2)


class Radial:
    """A sum of kernels and monomials with known coefficients."""

    def __init__(self, y: Any, kernel: Any, epsilon: Any, powers: Any, frame: Any, coefficients: Any) -> None:
        self.y = y
        self.kernel = kernel
        self.epsilon = epsilon
        self.powers = powers
        self.frame = frame
        self.coefficients = coefficients

    def __call__(self, x: Any) -> Any:
        """The values at points; the axes of the coefficients behind the first are those of the values."""
        places = np.asarray(x) * 1.0
        shift, scale = self.frame
        near = kernel_of(self.kernel, cdist(places * self.epsilon, self.y * self.epsilon, "sqeuclidean"))
        table = np.concatenate((near, polynomials_at((places - shift) / scale, self.powers)), axis=1)
        return np.tensordot(table, self.coefficients, axes=1)


def radial_coefficients(y: Any, d: Any, smoothing: Any, kernel: Any, epsilon: Any, powers: Any) -> Any:
    """The coefficients of kernels and monomials, and how the points are moved and scaled for the latter."""
    low, high = np.min(y, axis=0), np.max(y, axis=0)
    shift, half = (high + low) / 2, (high - low) / 2
    scale = np.where(half == 0, 1.0, half)
    count, more = np.shape(y)[0], np.shape(powers)[0]
    near = kernel_of(kernel, cdist(y * epsilon, y * epsilon, "sqeuclidean")) + np.diag(smoothing * np.ones(count))
    sides = polynomials_at((y - shift) / scale, powers)
    system = np.concatenate(
        (np.concatenate((near, sides), axis=1), np.concatenate((sides.T, np.zeros((more, more))), axis=1))
    )
    flat = np.reshape(d, (count, -1))
    right = np.concatenate((flat, np.zeros_like(flat, shape=(more, np.shape(flat)[1]))))
    solved = np.linalg.solve(system, right)
    return np.reshape(solved, (count + more, *np.shape(d)[1:])), (shift, scale)


@definition(scipy.interpolate.RBFInterpolator)
def rbf_interpolator(
    y: Any, d: Any, neighbors: Any = None, smoothing: Any = 0.0, kernel: Any = "thin_plate_spline",
    epsilon: Any = None, degree: Any = None,
) -> Any:  # fmt: skip
    """All points take part in each value."""
    if neighbors is not None:
        return no_rule("`neighbors=` of `RBFInterpolator` has no derivative rule", "use all points")
    if epsilon is None and kernel not in ("linear", "thin_plate_spline", "cubic", "quintic"):
        raise ValueError("`epsilon` must be specified")
    points, values = np.asarray(y) * 1.0, np.asarray(d) * 1.0
    powers = monomials(np.shape(points)[1], degree_of(kernel, degree))
    scale = 1.0 if epsilon is None else epsilon
    coefficients, frame = radial_coefficients(points, values, smoothing, kernel, scale, powers)
    return Radial(points, kernel, scale, powers, frame, coefficients)


@definition(scipy.interpolate.RBFInterpolator.__call__)
def call_rbf_interpolator(self: Any, x: Any) -> Any:
    """A sum that was made outside of the program."""
    if self.neighbors is not None:
        return no_rule("`neighbors=` of `RBFInterpolator` has no derivative rule", "use all points")
    frame = self._shift, self._scale
    values = Radial(self.y, self.kernel, self.epsilon, self.powers, frame, self._coeffs)(x)
    if self.d_dtype is np.complex128:  # real and imaginary parts lie side by side
        values = values[:, ::2] + 1j * values[:, 1::2]
    return np.reshape(values, (-1, *self.d_shape))


# The older interface


def older_kernel(name: Any, s: Any, epsilon: Any) -> Any:
    """The kernels of `Rbf`, of the squares of the distances; those that have a scale are scaled."""
    if name == "multiquadric":
        return -kernel_of("multiquadric", s / epsilon**2)
    if name in ("inverse", "inverse_multiquadric", "inverse multiquadric"):
        return kernel_of("inverse_multiquadric", s / epsilon**2)
    if name == "gaussian":
        return kernel_of("gaussian", s / epsilon**2)
    if name in ("thin_plate", "thin-plate"):
        return kernel_of("thin_plate_spline", s)
    if name == "cubic":
        return kernel_of("cubic", s)
    if name in ("linear", "quintic"):
        return -kernel_of(name, s)
    return no_rule("a function of one's own for `Rbf` has no derivative rule", "use one of those that have a name")


def usual_scale(points: Any) -> Any:
    """The mean distance of points that fill their box."""
    edges = np.max(points, axis=0) - np.min(points, axis=0)
    edges = edges[np.flatnonzero(stop_gradient(edges))]
    return (np.prod(edges) / np.shape(points)[0]) ** (1.0 / np.size(edges))


class OlderRadial:
    """A sum of kernels with known weights."""

    def __init__(self, points: Any, function: Any, epsilon: Any, nodes: Any) -> None:
        self.points = points
        self.function = function
        self.epsilon = epsilon
        self.nodes = nodes

    def __call__(self, *args: Any) -> Any:
        """The values at points, of which an array for each coordinate is given."""
        places = np.stack([np.ravel(np.asarray(a)) * 1.0 for a in args], axis=1)
        near = older_kernel(self.function, cdist(places, self.points, "sqeuclidean"), self.epsilon)
        values = np.dot(near, self.nodes)
        return np.reshape(values, (*np.shape(args[0]), *np.shape(self.nodes)[1:]))


@definition(scipy.interpolate.Rbf)
def rbf(
    *args: Any, function: Any = "multiquadric", epsilon: Any = None, smooth: Any = 0.0, norm: Any = "euclidean",
    mode: Any = "1-D",
) -> Any:  # fmt: skip
    """The coordinates of the points, and their values."""
    if norm != "euclidean":
        return no_rule("`norm=` of `Rbf` has no derivative rule", "leave it out")
    points = np.stack([np.ravel(np.asarray(a)) * 1.0 for a in args[:-1]], axis=1)
    values = np.ravel(np.asarray(args[-1])) if mode == "1-D" else np.asarray(args[-1])
    scale = usual_scale(points) if epsilon is None else epsilon
    near = older_kernel(function, cdist(points, points, "sqeuclidean"), scale)
    nodes = np.linalg.solve(near - smooth * np.eye(np.shape(points)[0]), values)
    return OlderRadial(points, function, scale, nodes)


@definition(scipy.interpolate.Rbf.__call__)
def call_rbf(self: Any, *args: Any) -> Any:
    """A sum that was made outside of the program."""
    if self.norm != "euclidean":
        return no_rule("`norm=` of `Rbf` has no derivative rule", "leave it out")
    return OlderRadial(self.xi.T, self.function, self.epsilon, self.nodes)(*args)
