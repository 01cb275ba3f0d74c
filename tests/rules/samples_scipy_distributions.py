"""Samples for the rules of scipy.special: cumulative distribution functions and their inverses."""

from __future__ import annotations

import numpy as np
from scipy import special

from srcxform import runtime
from tests.rules.sample import Sample, Samples
from tests.rules.samples_scipy_special import few, line, together

SHARE, SHAPE, POINT = (0.15, 0.85), (0.7, 4.0), (0.3, 5.0)
COUNTS = np.array([[1.0], [3.0]])

DISCRETE: Samples = {
    special.bdtr: few(*SHARE, COUNTS, 5),
    special.bdtrc: few(*SHARE, COUNTS, 5),
    special.bdtri: few(*SHARE, COUNTS, 5),
    special.bdtrik: together(SHARE, (6.0, 9.0), (0.3, 0.7)),
    special.bdtrin: together((2.0, 4.0), SHARE, (0.3, 0.7)),
    special.nbdtr: [*line(*SHARE, 2, 7), *few(*SHARE, COUNTS.astype(int), 5)],
    special.nbdtrc: [*line(*SHARE, 2, 7), *few(*SHARE, COUNTS.astype(int), 5)],
    special.nbdtri: [*line(*SHARE, 2, 7), *few(*SHARE, COUNTS.astype(int), 5)],
    special.nbdtrik: together((0.3, 0.8), (3.0, 6.0), (0.3, 0.6)),
    special.nbdtrin: together((2.0, 4.0), SHARE, (0.3, 0.7)),
    special.pdtr: [*line(*POINT, 2.0), *few(*POINT, COUNTS)],
    special.pdtrc: [*line(*POINT, 2.0), *few(*POINT, COUNTS)],
    special.pdtri: [*line(*SHARE, 2), *few(*SHARE, COUNTS.astype(int))],
    special.pdtrik: together((0.3, 0.8), (2.0, 5.0)),
    special.smirnov: [*line(0.42, 0.58, 5), *few(0.42, 0.58, np.array([[3], [5]]))],
    special.smirnovi: [*line(0.05, 0.9, 5), *few(0.1, 0.8, np.array([[3], [20]]))],
}
CONTINUOUS: Samples = {
    special.chdtr: together(SHAPE, POINT),
    special.chdtrc: together(SHAPE, POINT),
    special.chdtri: together(SHAPE, SHARE),
    special.chdtriv: together(SHARE, POINT),
    special.gdtr: together(SHAPE, SHAPE, POINT),
    special.gdtrc: together(SHAPE, SHAPE, POINT),
    special.gdtria: together(SHARE, SHAPE, POINT),
    special.gdtrib: together(SHAPE, SHARE, POINT),
    special.gdtrix: together(SHAPE, SHAPE, SHARE),
    special.fdtr: together(SHAPE, SHAPE, POINT),
    special.fdtrc: together(SHAPE, SHAPE, POINT),
    special.fdtri: together((2.0, 5.0), (2.0, 5.0), SHARE),
    special.fdtridfd: together((2.0, 5.0), (0.55, 0.6), (1.2, 1.4)),
    special.stdtr: [*together(SHAPE, (-3.0, 3.0)), Sample((2.5, 0.0), wrt=(1,))],
    special.stdtrit: together(SHAPE, SHARE),
    special.stdtridf: together((0.78, 0.82), (1.35, 1.5)),
    special.tklmbda: [*together((-0.8, 0.8), (-1.0, 1.0)), Sample((np.array([3.0, -2.0]), 1.0)), Sample((0.4, 0.0))],
    special.kolmogorov: [*line(0.4, 2.0), *few(0.1, 0.2), Sample((np.array([-1.0, 0.02]),))],
    special.kolmogi: line(0.05, 0.95),
}
NONCENTRAL: Samples = {
    special.chndtr: [Sample(s.args, wrt=(0, 2)) for s in together(POINT, SHAPE, (0.3, 4.0))],
    special.chndtrix: [Sample(s.args, wrt=(0, 2)) for s in together(SHARE, SHAPE, (0.3, 4.0))],
    special.chndtrinc: [Sample(s.args, wrt=(0, 2)) for s in together((3.0, 6.0), (2.0, 3.0), (0.3, 0.5))],
    special.ncfdtr: [Sample(s.args, wrt=(2, 3)) for s in together(SHAPE, SHAPE, (0.3, 4.0), POINT)],
    special.ncfdtri: [Sample(s.args, wrt=(2, 3)) for s in together(SHAPE, SHAPE, (0.3, 4.0), SHARE)],
    special.ncfdtrinc: [
        Sample(s.args, wrt=(2, 3))  # in single precision: SciPy has six digits
        for s in together((2.0, 3.0), (5.0, 6.0), (0.2, 0.3), (1.0, 2.0))[4:]
    ],
    special.nctdtr: [Sample(s.args, wrt=(1, 2)) for s in together((2.0, 8.0), (-2.0, 2.0), (-2.0, 3.0))],
    special.nctdtrit: [Sample(s.args, wrt=(1, 2)) for s in together((2.0, 8.0), (-2.0, 2.0), SHARE)],
    special.nctdtrinc: [Sample(s.args, wrt=(1, 2)) for s in together((2.0, 8.0), (0.3, 0.6), (0.5, 3.0))],
    runtime.student_moment: [
        Sample((3.0, np.array([0.5, -1.0]), 1.2, np.array([[0.2], [0.1]]), order), wrt=(1, 2, 3)) for order in (0, 1)
    ],
}

SAMPLES: Samples = DISCRETE | CONTINUOUS | NONCENTRAL
