"""scipy.interpolate: polynomials through points, and what has no rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.interpolate

from srcxform.rules.registry import definition, no_rule, nondifferentiable
from srcxform.rules.scipy_interpolate_cubic import pchip
from srcxform.runtime import stop_gradient

_FITTED = "fits with knots that it chooses itself: use `make_interp_spline` or `CubicSpline`"
_SCATTERED = "a triangulation of scattered points: use a grid, or `scipy.spatial.distance.cdist` and `np.linalg.solve`"
_OTHER_FORM = "another form of a piecewise polynomial: use `PPoly`, `BSpline` or `CubicSpline`"
LEFT_OUT = {
    **dict.fromkeys(
        [
            f"scipy.interpolate.{name}"
            for name in [
                "LSQBivariateSpline",
                "LSQSphereBivariateSpline",
                "LSQUnivariateSpline",
                "RectBivariateSpline",
                "RectSphereBivariateSpline",
                "SmoothBivariateSpline",
                "SmoothSphereBivariateSpline",
                "UnivariateSpline",
                "InterpolatedUnivariateSpline",
                "BivariateSpline",
                "bisplev",
                "bisplrep",
                "generate_knots",
                "make_lsq_spline",
                "make_smoothing_spline",
                "make_splprep",
                "make_splrep",
                "splprep",
            ]
        ],
        _FITTED,
    ),
    **dict.fromkeys(
        [
            f"scipy.interpolate.{name}"
            for name in ["CloughTocher2DInterpolator", "LinearNDInterpolator", "NearestNDInterpolator", "griddata"]
        ],
        _SCATTERED,
    ),
    **dict.fromkeys(
        [
            f"scipy.interpolate.{name}"
            for name in ["BPoly", "NdBSpline", "NdPPoly", "insert", "spalde", "splantider", "splder", "sproot"]
        ],
        _OTHER_FORM,
    ),
    **dict.fromkeys(
        [f"scipy.interpolate.{name}" for name in ["AAA", "FloaterHormannInterpolator", "pade"]],
        "a rational function: compute the coefficients outside, and write the quotient",
    ),
    **dict.fromkeys(
        [
            f"scipy.interpolate.{name}"
            for name in ["BarycentricInterpolator", "KroghInterpolator", "lagrange", "krogh_interpolate"]
        ],
        "use `scipy.interpolate.barycentric_interpolate`",
    ),
    "scipy.interpolate.Rbf": "write it with `scipy.spatial.distance.cdist` and `np.linalg.solve`",
    "scipy.interpolate.RBFInterpolator": "write it with `scipy.spatial.distance.cdist` and `np.linalg.solve`",
    "scipy.interpolate.approximate_taylor_polynomial": "fits a polynomial of high degree: use `np.polynomial`",
    "scipy.interpolate.interp2d": "was removed: use `RegularGridInterpolator`",
}
"""Public functions that have no rule, and why."""


@definition(scipy.interpolate.pchip_interpolate)
def pchip_interpolate(xi: Any, yi: Any, x: Any, der: Any = 0, axis: Any = 0) -> Any:
    """The values at once."""
    if isinstance(der, (list, tuple)):
        return no_rule("several orders of the derivative at once have no derivative rule", "ask for one of them")
    return pchip(xi, yi, axis)(x, der)


@definition(scipy.interpolate.barycentric_interpolate)
def barycentric_interpolate(
    xi: Any, yi: Any, x: Any, axis: Any = 0, *, der: Any = 0, rng: Any = None
) -> Any:  # fmt: skip
    """The polynomial through the points by Newton's divided differences, in the order of Leja."""
    if isinstance(der, (list, tuple)) or der != 0:
        return no_rule("`der=` of `barycentric_interpolate` has no derivative rule", "use `jvp` for the derivative")
    knots, places = np.asarray(xi) * 1.0, np.asarray(x)
    order = well_spread(stop_gradient(knots))
    knots = knots[order]
    table = np.moveaxis(np.asarray(yi) * 1.0, axis, -1)[..., order]
    count = np.shape(xi)[0]
    value = np.expand_dims(table[..., 0], tuple(range(-np.ndim(places), 0))) + np.zeros(np.shape(places))
    product = np.ones(np.shape(places))
    for k in range(1, count):
        table = (table[..., 1:] - table[..., :-1]) / (knots[k:] - knots[:-k])
        product = product * (places - knots[k - 1])
        value = value + np.expand_dims(table[..., 0], tuple(range(-np.ndim(places), 0))) * product
    if np.ndim(places) == 0:
        return value
    shift = axis % np.ndim(yi)
    return np.moveaxis(value, list(range(-np.ndim(places), 0)), [shift + j for j in range(np.ndim(places))])


def well_spread(knots: Any) -> Any:
    """An order of the points in which Newton's form is stable: each as far from those before as can be (Leja 1957)."""
    order = [int(np.argmax(np.abs(knots)))]
    distance = np.abs(knots - knots[order[0]])
    while len(order) < len(knots):
        order.append(int(np.argmax(distance)))
        distance = distance * np.abs(knots - knots[order[-1]])
    return np.array(order)


nondifferentiable((well_spread,))
