"""Samples for the rules of scipy.special: elliptic integrals and hypergeometric functions."""

from __future__ import annotations

import numpy as np
from scipy import special

from srcxform import runtime
from tests.rules.sample import Sample, Samples, values
from tests.rules.samples_scipy_special import few, line, plane, together

C3 = values(3, low=0.3, high=2.0, dtype=complex)
SIDE = (0.3, 3.0)

ELLIPTIC: Samples = {
    runtime.carlson_integral: [
        Sample((0.3, np.array([1.2, 0.4]), 2.0, 1.5, i, 0.5, 1.5, m), wrt=(0, 1, 2, 3))
        for i in (0.5, 2.5)
        for m in (0.0, 1.0)
    ],
    special.elliprf: [*together(SIDE, SIDE, SIDE), Sample((C3, C3[::-1], C3 + 1)), Sample((1.0, 1.0, 1.0))],
    special.elliprd: [
        *together(SIDE, SIDE, SIDE),
        Sample((C3, C3[::-1], C3 + 1)),
        Sample((1.0, 1.0, 1.0)),
        Sample((0.0, 1.0, 0.5), wrt=(1, 2)),
    ],
    special.elliprg: [*together(SIDE, SIDE, SIDE), Sample((C3, C3[::-1], C3 + 1)), Sample((0.0, 1.0, 0.5), wrt=(1, 2))],
    special.elliprj: [*together(SIDE, SIDE, SIDE, SIDE), Sample((C3, C3[::-1], C3 + 1, C3 + 0.3))],
    special.elliprc: [*together(SIDE, SIDE), *together(SIDE, (-3.0, -0.4)), Sample((1.0, 1.0)), Sample((C3, C3[::-1]))],
    special.ellipk: [*line(-3.0, 0.95), Sample((np.array([0.0, 1e-9]),))],
    special.ellipkm1: [*line(0.1, 3.0), Sample((np.array([1.0, 0.1]),))],
    special.ellipe: [*line(-3.0, 0.95), Sample((np.array([0.0, 1e-9]),))],
    special.ellipkinc: [*together((-1.4, 1.4), (-2.0, 0.9)), *together((5.0, 7.0), (-2.0, 0.9)), Sample((0.7, 0.0))],
    special.ellipeinc: [*together((-1.4, 1.4), (-2.0, 0.9)), *together((5.0, 7.0), (-2.0, 0.9)), Sample((0.7, 0.0))],
    special.ellipj: [
        *together((-1.4, 1.4), (0.1, 0.9)),
        *together((4.0, 6.0), (0.1, 0.9)),
        Sample((0.7, 1e-3), wrt=(0,)),
    ],
}
X = (0.3, 3.0)
HYPERGEOMETRIC: Samples = {
    special.hyp0f1: [*line(-2.0, 2.0, 1.3), *plane(-1.0, 1.0, 1.3)],
    special.hyp1f1: [
        *line(-2.0, 2.0, 0.7, 1.3),
        *plane(-1.0, 1.0, 0.7, 1.3),
        *few(-2.0, 2.0, np.array([[1.0], [0.5]]), 2.5),
    ],
    special.hyp2f1: [*line(-2.0, 0.9, 0.7, 0.4, 1.3), *plane(-1.0, 1.0, 0.7, 0.4, 1.3)],
    special.hyperu: line(0.3, 3.0, 0.7, 1.3),
    special.wright_bessel: line(0.3, 3.0, 0.7, 1.3),
    special.log_wright_bessel: line(0.3, 3.0, 0.7, 1.3),
    special.lambertw: [*line(-0.3, 3.0), *few(0.3, 3.0, after=(1,)), *plane(0.3, 2.0), *few(-0.3, -0.1, after=(-1,))],
    special.wrightomega: [*line(-3.0, 3.0), *plane()],
    special.exp1: [*line(*X), *plane(*X)],
    special.expi: [*line(*X), *few(-3.0, -0.3), *plane(*X)],
    special.expn: [*line(*X, 3), *few(*X, 1), *few(*X, 0), *few(*X, np.array([[0], [2]])), *few(*X, 2.0)],
    special.shichi: [*line(*X), *few(-3.0, -0.3), *plane(*X)],
    special.sici: [*line(*X), *plane(*X)],
    special.spence: [*line(*X), Sample((np.array([1.0, 1.0 + 1e-9]),)), *plane(*X)],
}

SAMPLES: Samples = ELLIPTIC | HYPERGEOMETRIC
