"""Samples for the rules of scipy.interpolate that give values at once."""

from __future__ import annotations

import numpy as np
import scipy.interpolate as si

import srcxform.rules.scipy_interpolate
import srcxform.rules.scipy_interpolate_bsplines
import srcxform.rules.scipy_interpolate_fitpack
import srcxform.rules.scipy_interpolate_grids
import srcxform.rules.scipy_interpolate_polynomials
import srcxform.rules.scipy_interpolate_scattered
import srcxform.rules.scipy_interpolate_surfaces  # noqa: F401  (registers the rules)
from tests.rules.sample import Sample, Samples, fortran, strided, values

X6, Y6 = np.array([0.0, 0.5, 1.3, 2.0, 2.9, 3.5]), np.array([1.0, 0.3, -0.5, 0.8, 1.7, 0.2])
PLACES = np.array([0.2, 0.7, 1.9, 3.3])
SPLINE = si.splrep(X6, Y6)
PLANE = (np.array([0.0, 1.0, 2.5]), np.array([-1.0, 0.3, 1.0, 2.0]))
POINTS = np.array([[0.4, -0.2], [1.7, 1.2], [2.2, 0.6]])
WIDE = (np.array([0.0, 0.6, 1.1, 1.9, 2.5]), PLANE[1])
SURFACE = si.bisplrep(*(g.ravel() for g in np.meshgrid(X6, X6, indexing="ij")), np.outer(Y6, Y6).ravel(), s=0)
SCATTERED = values(7, 2, seed=3)

SAMPLES: Samples = {}
DEFINITIONS: Samples = {
    si.pchip_interpolate: [
        Sample((X6, Y6, PLACES)),
        Sample((X6, values(6, 2), PLACES, 1)),
        Sample((X6, values(2, 6), 0.7, 0, -1), wrt=(0, 1)),
    ],
    si.barycentric_interpolate: [
        Sample((X6, Y6, PLACES)),
        Sample((X6, values(6, 2), PLACES.reshape(2, 2))),
        Sample((X6, values(2, 6), PLACES), {"axis": 1}),
        Sample((X6, values(6, dtype=complex), PLACES)),
        Sample((X6, strided(6), 0.7)),
        Sample((X6, Y6, PLACES), {"der": 2}),
    ],
    si.krogh_interpolate: [
        Sample((X6, Y6, PLACES)),
        Sample((X6, values(2, 6), PLACES, 1, -1)),
        Sample((np.array([0.0, 0.0, 1.0, 2.0, 2.0, 2.0]), values(6, dtype=complex), 0.7), wrt=(1, 2)),
    ],
    si.splev: [
        *[Sample((PLACES, SPLINE, der), wrt=(0,)) for der in (0, 1, 2)],
        Sample((0.7, SPLINE), wrt=(0,)),
        Sample((np.append(PLACES, 4.0), SPLINE), wrt=(0,)),
        *[Sample((np.append(PLACES, 4.0), SPLINE, 0, ext), wrt=(0,)) for ext in (1, 3)],
    ],
    si.splint: [Sample((0.3, 2.2, SPLINE), wrt=(0, 1)), Sample((2.2, 0.3, SPLINE), wrt=(0, 1))],
    si.spalde: [Sample((0.7, SPLINE), wrt=(0,))],
    si.bisplev: [
        Sample((PLACES[:2], PLACES[:3], SURFACE), wrt=(0, 1)),
        Sample((PLACES[:2], 0.4, SURFACE, 1, 1), wrt=(0, 1)),
        Sample((0.3, 0.4, SURFACE), wrt=(0, 1)),
    ],
    si.griddata: [
        Sample((SCATTERED, values(7), SCATTERED[:3] * 0.3)),
        Sample((SCATTERED, values(7, 2), SCATTERED[:3] * 0.3), {"rescale": True}),
        Sample((SCATTERED, values(7), SCATTERED[:3] * 0.3, "nearest"), wrt=(1, 2)),
        Sample((X6, Y6, PLACES)),
    ],
    si.interpn: [
        Sample((PLANE, values(3, 4), POINTS)),
        Sample((PLANE, fortran(3, 4), POINTS)),
        Sample((PLANE, values(3, 4, 2), POINTS)),
        Sample((PLANE, values(3, 4), POINTS, "nearest"), wrt=(1, 2)),
        Sample((PLANE, values(3, 4), POINTS + 1), {"bounds_error": False, "fill_value": None}),
        Sample((PLANE, values(3, 4), POINTS[0])),
        Sample((PLANE, values(3, 4, 2), POINTS, "slinear")),
        Sample((WIDE, values(5, 4), POINTS, "cubic_legacy")),
        Sample((WIDE, values(5, 4), POINTS, "splinef2d")),
    ],
}
