"""Samples for the rules of scipy.special: orthogonal polynomials, Legendre functions, spherical harmonics."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from tests.rules.sample import Sample, Samples, values
from tests.rules.samples_scipy_special import few, line, plane

DEGREES = np.array([[0], [1], [4]])
ENDS = np.array([-1.0, 0.0, 1.0])


def polynomial(low: float, high: float, *parameters: Any, ends: Any = ENDS) -> list[Sample]:
    """Whole degrees from 0 on, a degree between, the ends of the interval, complex points."""
    place = 1 + len(parameters)
    return [
        *line(low, high, 3, *parameters),
        *few(low, high, DEGREES, *parameters),
        *few(low, high, 2.5, *parameters)[:2],
        Sample((4, *parameters, ends), wrt=(place,)),
        *plane(low, high, 3.0, *parameters),
    ]


POLYNOMIALS: Samples = {
    special.eval_legendre: polynomial(-0.9, 0.9),
    special.eval_chebyt: polynomial(-0.9, 0.9),
    special.eval_chebyu: polynomial(-0.9, 0.9),
    special.eval_chebyc: polynomial(-1.9, 1.9, ends=2 * ENDS),
    special.eval_chebys: polynomial(-1.9, 1.9, ends=2 * ENDS),
    special.eval_sh_legendre: polynomial(0.1, 0.9, ends=(ENDS + 1) / 2),
    special.eval_sh_chebyt: polynomial(0.1, 0.9, ends=(ENDS + 1) / 2),
    special.eval_sh_chebyu: polynomial(0.1, 0.9, ends=(ENDS + 1) / 2),
    special.eval_gegenbauer: polynomial(-0.9, 0.9, 0.7),
    special.eval_jacobi: polynomial(-0.9, 0.9, 0.7, -0.3),
    special.eval_sh_jacobi: polynomial(0.1, 0.9, 2.2, 0.7, ends=(ENDS + 1) / 2),
    special.eval_laguerre: polynomial(0.1, 4.0),
    special.eval_genlaguerre: polynomial(0.1, 4.0, 0.7),
    special.assoc_laguerre: [
        *line(0.1, 4.0, after=(3, 0.7)),
        *few(0.1, 4.0, after=(DEGREES,)),
        *few(0.1, 2.0, after=(0,)),
    ],
    special.eval_hermite: [*line(-2.0, 2.0, 3), *few(-2.0, 2.0, DEGREES)],
    special.eval_hermitenorm: [*line(-2.0, 2.0, 3), *few(-2.0, 2.0, DEGREES)],
    special.lpmv: [
        *line(-0.9, 0.9, 1, 3),
        *few(-0.9, 0.9, 2, 3.5),
        *few(-0.9, 0.9, DEGREES % 3, 2),
        *few(-0.9, 0.9, 0, 0),
    ],
}


def with_derivatives(*counts: Any) -> list[Sample]:
    """Real and complex arguments, alone and with a first derivative."""
    place = len(counts)
    points = [values(3, low=-0.8, high=0.8), values(2, 2, low=0.1, high=0.9), 0.3, values(0, 2)]
    points += [values(2, low=-0.8, high=0.8, dtype=np.float32)]
    return [Sample((*counts, z), {"diff_n": k}, (place,)) for z in points for k in (0, 1)] + [
        Sample((*counts, z), wrt=(place,)) for z in (0.4, np.array([0.4, 0.1]))
    ]


def complex_points(*counts: Any) -> list[Sample]:
    """Complex arguments, alone and with a first derivative."""
    z = values(2, low=-0.8, high=0.8, dtype=complex)
    return [Sample((*counts, z), {"diff_n": k}, (len(counts),)) for k in (0, 1)]


def angles(*counts: Any) -> list[Sample]:
    """The two angles of a harmonic, apart and broadcast."""
    pairs = [(0.7, 2.0), (values(3, low=0.3, high=2.8), values(3, low=0.3)), (values(2, 1, low=0.3, high=2.8), 1.2)]
    pairs += [(values(2, 1, low=0.3, high=2.8), values(1, 3)), (values(0, 2), 0.4)]
    pairs += [(values(2, low=0.3, high=2.8, dtype=np.float32), values(2, dtype=np.float32))]
    place = len(counts)
    return [Sample((*counts, theta, phi), {"diff_n": k}, (place, place + 1)) for theta, phi in pairs for k in (0, 1)]


HARMONICS: Samples = {}
if hasattr(special, "sph_harm_y"):  # younger than the oldest SciPy that is supported
    HARMONICS = {
        special.legendre_p: [
            *with_derivatives(3),
            Sample((3, np.array([1.3, -2.0]))),
            *with_derivatives(np.array([[0], [2]]))[:4],
        ],
        special.legendre_p_all: [*with_derivatives(3), *complex_points(3)],
        special.assoc_legendre_p: [
            *with_derivatives(3, 1),
            *complex_points(3, 1),
            *with_derivatives(np.array([[1], [2]]), 1)[:4],
            Sample((3, 2, 0.3), {"norm": True}, (2,)),
            Sample((3, 1, np.array([1.3, 2.0])), {"branch_cut": 3}, (2,)),
        ],
        special.assoc_legendre_p_all: [
            *with_derivatives(3, 2),
            *complex_points(3, 2),
            Sample((3, 2, 0.3), {"norm": True}, (2,)),
        ],
        special.sph_legendre_p: [*with_derivatives(3, 1), *with_derivatives(np.array([[1], [2]]), 1)[:4]],
        special.sph_legendre_p_all: with_derivatives(3, 2),
        special.sph_harm_y: [*angles(3, -1), *angles(np.array([[1], [2]]), 1)[2:6]],
        special.sph_harm_y_all: angles(2, 2),
    }

SAMPLES: Samples = POLYNOMIALS | HARMONICS
