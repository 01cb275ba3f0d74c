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
