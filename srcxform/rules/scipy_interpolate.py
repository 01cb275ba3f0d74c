"""scipy.interpolate: what has no rule, and why."""

from __future__ import annotations

from typing import Any

import scipy.interpolate

from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_helpers import left_out
from srcxform.rules.scipy_interpolate_cubic import pchip

_SEARCHED = "a search chooses the knots, which jump as the data change: use `make_interp_spline` or `make_lsq_spline`"
LEFT_OUT = {
    **left_out(
        "scipy.interpolate",
        "SmoothBivariateSpline SmoothSphereBivariateSpline bisplrep generate_knots make_splprep make_splrep splprep",
        _SEARCHED,
    ),
    **left_out(
        "scipy.interpolate",
        "LSQBivariateSpline LSQSphereBivariateSpline RectSphereBivariateSpline",
        "FITPACK's systems of surfaces are not read: use `RectBivariateSpline`, or `NdBSpline` of solved coefficients",
    ),
    **left_out(
        "scipy.interpolate",
        "make_smoothing_spline",
        "a penalised system, whose penalty a search chooses unless it is given: use `make_lsq_spline`",
    ),
    **left_out(
        "scipy.interpolate",
        "CloughTocher2DInterpolator",
        "its slopes are found by an iteration in Qhull's order: use `LinearNDInterpolator` or `RBFInterpolator`",
    ),
    **left_out("scipy.interpolate", "sproot", "the number of roots jumps: find one with `scipy.optimize.brentq`"),
    **left_out("scipy.interpolate", "BPoly NdPPoly", "other forms of piecewise polynomials: use `PPoly`, `NdBSpline`"),
    **left_out("scipy.interpolate", "insert", "the same function with one more knot: evaluate the spline as it is"),
    **left_out("scipy.interpolate", "BivariateSpline", "only the base of others: use `RectBivariateSpline`"),
    **left_out("scipy.interpolate", "AAA", "a search chooses the support points: use `BarycentricInterpolator`"),
    **left_out("scipy.interpolate", "FloaterHormannInterpolator", "singular form at the points: use a spline"),
    "scipy.interpolate.interp2d": "was removed: use `RegularGridInterpolator`",
}
"""Public functions that have no rule, and why."""


@definition(scipy.interpolate.pchip_interpolate)
def pchip_interpolate(xi: Any, yi: Any, x: Any, der: Any = 0, axis: Any = 0) -> Any:
    """The values at once."""
    if isinstance(der, (list, tuple)):
        return no_rule("several orders of the derivative at once have no derivative rule", "ask for one of them")
    return pchip(xi, yi, axis)(x, der)
