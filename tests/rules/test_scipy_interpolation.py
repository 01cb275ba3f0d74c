"""More of scipy.interpolate, made inside and outside of the program: the value is SciPy's, and both modes agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.interpolate as si
from scipy.sparse.linalg import spsolve

from srcxform import check_grads, grad, value_and_grad
from srcxform.errors import NoRule

X, Y = np.array([0.0, 0.5, 1.3, 2.0, 2.9, 3.5]), np.array([1.0, 0.3, -0.5, 0.8, 1.7, 0.2])
Z = np.array([0.2, 0.7, 1.9, 3.3, 3.7])
AROUND = np.append(Y[:-1], Y[0])


def agrees(f: Callable[..., Any], *args: Any) -> None:
    value, _ = value_and_grad(f, wrt=tuple(range(len(args))))(*args)
    want = f(*args)
    assert np.shape(value) == np.shape(want)
    np.testing.assert_allclose(value, want, rtol=1e-9, atol=1e-11)
    check_grads(f, *args)


def alike(*functions: Callable[..., Any]) -> list[Any]:
    """Tests that are run with all others only."""
    return [pytest.param(f, marks=pytest.mark.exhaustive) for f in functions]


# B-splines


def conditions(x: Any, y: Any, z: Any) -> Any:
    natural = si.make_interp_spline(x, y, bc_type="natural")(z)
    return natural + si.make_interp_spline(x, y, k=2, bc_type=([(1, 0.3)], None))(z)


def many_conditions(x: Any, y: Any, z: Any) -> Any:
    ends = [(1, y[:2]), (2, np.array([0.3, 0.1]))], [(3, np.array([0.1, 0.2])), (1, y[1:3])]
    return si.make_interp_spline(x, np.stack([y, y * y], 1), k=5, bc_type=ends)(z)


def around(x: Any, y: Any, z: Any) -> Any:
    w = np.concatenate((y[:-1], y[:1]))
    a = si.make_interp_spline(x, w, bc_type="periodic")
    b = si.make_interp_spline(x, np.stack([w, w * w]), k=4, bc_type="periodic", axis=1)
    return a(z) * a.integrate(z[0], z[1] + 9) + b(z)[0]


def calculus(x: Any, y: Any, z: Any) -> Any:
    s = si.make_interp_spline(x, np.stack([y, y * y]), axis=1)
    return s.derivative()(z) * s.antiderivative(2)(z) + s.derivative(2).integrate(z[0], z[2])[:, None]


ROWS = si.make_interp_spline(X, np.stack([Y, Y * Y]), axis=1)
PERIODIC = si.make_interp_spline(X, AROUND, bc_type="periodic")


def spline_outside(x: Any, y: Any, z: Any) -> Any:
    area = ROWS.integrate(z[0], z[1])[:, None] * PERIODIC.integrate(z[0], z[1] - 8)
    return ROWS(z) + ROWS.derivative()(z) + ROWS.antiderivative()(z) * area


def nearest_splines(x: Any, y: Any, z: Any) -> Any:
    t = np.concatenate((x[:1] * np.ones(4), z[1:2] * 1.7, x[-1:] * np.ones(4)))
    s = si.make_lsq_spline(x, np.stack([y, y * y]), t, w=1 + y * y, axis=1)
    return s(z) + si.LSQUnivariateSpline(x, y, z[2:3], w=2 + y)(z)


def fitted(x: Any, y: Any, z: Any) -> Any:
    a, b = si.InterpolatedUnivariateSpline(x, y, k=4, ext="zeros"), si.UnivariateSpline(x, y, s=0)
    return a(z) * b(z, 1) + b.integral(z[0], z[1]) + b.derivative(2)(z) * b.antiderivative()(z) + a.derivatives(z[0])[1]


SMOOTH, TCK = si.UnivariateSpline(X, Y, s=0.5, ext=3), si.splrep(X, Y)


def fitted_outside(x: Any, y: Any, z: Any) -> Any:
    return SMOOTH(z) * SMOOTH.integral(z[0], z[1]) + SMOOTH(z, 1) * SMOOTH.derivatives(z[2])[0]


def fitpack(x: Any, y: Any, z: Any) -> Any:
    t = si.splrep(x, y)
    return si.splev(z, si.splder(t)) * si.splev(z, si.splantider(t, 2)) + si.spalde(z[0], TCK)[2]


# Polynomials

KROGH = si.KroghInterpolator(X, np.stack([Y, Y * Y]), axis=1)
BARYCENTRIC = si.BarycentricInterpolator(X, Y)
QUADRATIC = si.interp1d(X, Y, kind="quadratic")
LINES = si.interp1d(X, np.stack([Y, Y + 1]), fill_value=(1.0, 2.0), bounds_error=False)


def krogh(x: Any, y: Any, z: Any) -> Any:
    p = si.KroghInterpolator(x, np.stack([y, y * y]), axis=1)
    return p(z) + p.derivative(z, 2) * p.derivatives(z, 2)[1]


def repeated(x: Any, y: Any, z: Any) -> Any:
    knots = np.stack([x[0], x[0], x[0], x[1], x[2], x[2]])
    return si.krogh_interpolate(knots, y, z, der=1)


def barycentric(x: Any, y: Any, z: Any) -> Any:
    p = si.BarycentricInterpolator(x, y)
    return p(z) * p.derivative(z[1]) + si.barycentric_interpolate(x, y, z, der=[0, 2])


def polynomial_outside(x: Any, y: Any, z: Any) -> Any:
    return KROGH(z) * KROGH.derivative(z) + BARYCENTRIC(z) * BARYCENTRIC.derivatives(z, 2)[1]


def interp1d_outside(x: Any, y: Any, z: Any) -> Any:
    return QUADRATIC(z[:4]) * LINES(z)[1, :4] + LINES(z[0])[0]


def lagrange(x: Any, y: Any, z: Any) -> Any:
    return si.lagrange(x, y)(z) + si.lagrange(x, y).c[:5]


def pade(x: Any, y: Any, z: Any) -> Any:
    p, q = si.pade(y, 2)
    r, s = si.pade(y, 1, 3)
    return p(z) / q(z) + r(z) * s(z)


def taylor(x: Any, y: Any, z: Any) -> Any:
    return si.approximate_taylor_polynomial(lambda u: np.sin(u * y[0]), z[0], 4, 1.3)(z - z[0])


LINE = [
    *[many_conditions, around, spline_outside, nearest_splines, fitted, krogh, barycentric, interp1d_outside, lagrange],
    *alike(conditions, calculus, fitted_outside, fitpack, repeated, polynomial_outside, pade, taylor),
]


@pytest.mark.parametrize("f", LINE)
def test_on_a_line(f: Callable[..., Any]) -> None:
    agrees(f, X, Y, Z)


# Grids

GX, GY = np.array([0.0, 0.7, 1.5, 2.2, 3.0, 3.3]), np.array([-1.0, 0.0, 0.4, 1.1, 2.0, 2.5])
GZ = np.random.default_rng(1).normal(size=(6, 6))
Q = np.array([[0.3, -0.6], [1.1, 0.5], [2.9, 2.2]])
CUBIC = si.RegularGridInterpolator((GX, GY), GZ, method="cubic", solver=spsolve)
SURFACE = si.RectBivariateSpline(GX, GY, GZ, s=0.3)
KNOTS = si.bisplrep(*(g.ravel() for g in np.meshgrid(GX, GY, indexing="ij")), GZ.ravel(), kx=2, ky=2, s=10)


def surfaces(x: Any, y: Any, z: Any, q: Any) -> Any:
    a, b = q[:, 0], q[:, 1]
    f, g = si.RectBivariateSpline(x, y, z, kx=2, ky=4), si.RectBivariateSpline(x, y, z)
    return f(a, b) * g(a, b, 1, 1) + g.ev(a, b, dx=1) * f.ev(a + 5, b) + g.integral(a[0], a[1], b[0], b[1])


def surface_outside(x: Any, y: Any, z: Any, q: Any) -> Any:
    a, b = q[:, 0], q[:, 1]
    area = SURFACE.integral(a[0], a[1], b[0], b[1]) * si.bisplev(a[0], b, KNOTS, dx=1)
    return SURFACE(a, b) * SURFACE.ev(a, b, dy=1) * area + si.bisplev(a, b, KNOTS)


def splines_on_grid(x: Any, y: Any, z: Any, q: Any) -> Any:
    f = si.RegularGridInterpolator((x, y), np.stack([z, z * z], 2), method="cubic", solver=spsolve)
    g = si.RegularGridInterpolator((x, y), z, "quintic", bounds_error=False, fill_value=None, solver=spsolve)
    return f(q).T * g(q + 1, nu=(1, 0)) + CUBIC(q)


def more_on_grid(x: Any, y: Any, z: Any, q: Any) -> Any:
    steps = si.RegularGridInterpolator((x, y), z, method="slinear")(q[0])
    return steps + si.interpn((x, y), z, q, method="cubic_legacy") + si.interpn((x, y), z, q, method="splinef2d")


def own_products(x: Any, y: Any, z: Any, q: Any) -> Any:
    t = np.concatenate((x[:1], x[:1], x, x[-1:], x[-1:]))
    c = np.stack([np.concatenate((z, z[:1]))[:, :4]] * 2, 2) * y[:4, None]
    s = si.NdBSpline((t, np.concatenate((y, y[-1:] + 1.0))), c, (2, 2))
    return s(q) + s(q, nu=(1, 0))


@pytest.mark.parametrize("f", [surfaces, splines_on_grid, *alike(surface_outside, more_on_grid, own_products)])
def test_on_a_grid(f: Callable[..., Any]) -> None:
    agrees(f, GX, GY, GZ, Q)


# Scattered points

RNG = np.random.default_rng(0)
P, V = RNG.normal(size=(8, 2)), RNG.normal(size=8)
S = RNG.normal(size=(3, 2)) * 0.4
RADIAL, OLDER = si.RBFInterpolator(P, V + 1j * V**2), si.Rbf(P[:, 0], P[:, 1], V, function="cubic")
MESH = si.LinearNDInterpolator(P, np.stack([V, V * 2], 1), rescale=True)
NEAR = si.NearestNDInterpolator(P, V)


def kernel(name: str, **options: Any) -> Callable[..., Any]:
    return lambda p, v, s: si.RBFInterpolator(p, v, kernel=name, **options)(s)


def radial(p: Any, v: Any, s: Any) -> Any:
    return si.RBFInterpolator(p, np.stack([v, v * v], 1), kernel="gaussian", epsilon=v[0], smoothing=np.abs(v))(s)


def older(p: Any, v: Any, s: Any) -> Any:
    a = si.Rbf(p[:, 0], p[:, 1], v)
    return a(s[:, 0], s[:, 1]) + si.Rbf(p[:, 0], p[:, 1], v, function="thin_plate", smooth=0.1)(s[:, 0], s[:, 1])


def radial_outside(p: Any, v: Any, s: Any) -> Any:
    return RADIAL(s) * OLDER(s[:, 0], s[:, 1])


def triangles(p: Any, v: Any, s: Any) -> Any:
    return si.LinearNDInterpolator(p, v)(s) + si.LinearNDInterpolator(p, v, 0.0, True)((s[:, 0], s[:, 1]))


def triangles_outside(p: Any, v: Any, s: Any) -> Any:
    return MESH(s) * MESH(s[:, 0], s[:, 1]) + NEAR(s)[:, None]


def gridded(p: Any, v: Any, s: Any) -> Any:
    nearest = si.griddata(p, v, s, method="nearest", rescale=True) * si.NearestNDInterpolator(p, v)(s)
    return nearest + si.griddata(p, v, s) + si.griddata(p[:, 0], v, s[:, 0], method="cubic", fill_value=0.3)


SCATTERED = [
    *[radial, older, triangles, gridded, *alike(radial_outside, triangles_outside)],
    *alike(*[kernel(name) for name in ("thin_plate_spline", "linear", "cubic", "quintic")]),
    *alike(*[kernel(name, epsilon=0.8) for name in ("multiquadric", "inverse_multiquadric", "inverse_quadratic")]),
    *alike(kernel("gaussian", epsilon=0.8, degree=-1)),
]


@pytest.mark.parametrize("f", SCATTERED)
def test_scattered(f: Callable[..., Any]) -> None:
    agrees(f, P, V, S)


def test_outside_of_the_triangles_nothing_depends_on_the_values() -> None:
    def f(v: Any) -> Any:
        return np.sum(si.LinearNDInterpolator(P, v, fill_value=1.0)(np.array([[9.0, 9.0], [0.0, 0.1]])))

    np.testing.assert_allclose(np.sum(grad(f)(V)), 1.0)


@pytest.mark.parametrize(
    "f",
    [
        lambda v: si.RBFInterpolator(P, v, neighbors=4)(S),
        lambda v: si.UnivariateSpline(X, v[:6])(0.3),
        lambda v: si.CloughTocher2DInterpolator(P, v)(S),
        lambda v: si.griddata(P, v, S, method="cubic"),
        lambda v: si.RectBivariateSpline(GX, GY, GZ * v[0], s=1.0)(0.3, 0.3),
        lambda v: si.RegularGridInterpolator((X,), v[:6], method="pchip")(np.array([[0.3]])),
        lambda v: si.BarycentricInterpolator(v)(0.3),
    ],
)
def test_what_is_not_supported_is_refused(f: Callable[..., Any]) -> None:
    with pytest.raises(NoRule):
        grad(f)(V)
