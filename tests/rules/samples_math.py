"""Samples for `math` and `cmath`: what is not a twin of a NumPy function."""

from __future__ import annotations

import cmath
import math

import numpy as np

from srcxform import runtime
from srcxform.rules.math_rules import FMA, SUMPROD
from tests.rules.sample import Sample, Samples, strided, values

P, Q = [0.3, -1.2, 2.0], (1.1, 0.4, -0.7)
VECTOR = values(3)
PLANE = (0.3 + 0.4j, -1.2 + 0.7j, 2.1 - 0.3j, -0.2 - 1.9j)


def of_each(*numbers: complex) -> list[Sample]:
    """One sample for each number."""
    return [Sample((x,)) for x in numbers]


MATH: Samples = {
    math.gamma: of_each(0.3, 1.7, 4.2, 12.5, -0.4, -2.3),
    math.lgamma: of_each(0.3, 1.7, 4.2, 112.5, -0.4, -2.3),
    runtime.digamma: [*of_each(0.3, 1.4, 31.5, -1.7), Sample((values(2, 3, low=0.2),))],
    math.dist: [
        Sample((P, Q)),
        Sample(((0.3, 1.5), (1.0, 2.5))),
        Sample((VECTOR, strided(3, seed=2))),
        Sample((P, VECTOR)),
        Sample(([1.5], [0.2])),
        Sample(([1.5, 2.0], [1, 0.2])),
    ],
    **{f: [Sample((P, list(Q))), Sample((Q, Q)), Sample((VECTOR, P))] for f in SUMPROD},
    **{f: [Sample((0.3, -1.2, 2.0)), Sample((2, 0.5, 1.0))] for f in FMA},
}
CUTS = {f: (2.5, -1.5) for f in (cmath.asin, cmath.acos, cmath.atanh)} | {cmath.acosh: (0.4, -2.5)}
"""Real numbers on a branch cut, along which the function is smooth."""

INVERSES = (cmath.asin, cmath.acos, cmath.atan, cmath.asinh, cmath.acosh, cmath.atanh)
CMATH: Samples = {
    **{f: of_each(*PLANE, *CUTS.get(f, (0.3,))) for f in INVERSES},
    cmath.log: [*of_each(*PLANE, -0.8), Sample((0.3 + 0.4j, 1.2 - 0.3j)), Sample((-1.5, -0.3)), Sample((2.5, 2j))],
    cmath.phase: of_each(*PLANE),
    cmath.rect: [Sample((1.3, 0.4)), Sample((-0.2, 2)), Sample((2, -1.1))],
    cmath.sqrt: of_each(-2.5),
    cmath.log10: of_each(-2.5),
}
COMPLEX = values(3, low=-0.9, high=0.9, dtype=complex)
SAMPLES: Samples = {**MATH, **CMATH, np.arccos: [Sample((COMPLEX,))], np.arcsin: [Sample((COMPLEX,))]}
DEFINITIONS: Samples = {cmath.polar: of_each(*PLANE)}
