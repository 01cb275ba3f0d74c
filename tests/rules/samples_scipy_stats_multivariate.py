"""Samples for the distributions of vectors: they are read by their definitions."""

from __future__ import annotations

import numpy as np
from scipy import stats

from tests.rules.sample import Sample, Samples, fortran, strided, values

SAMPLES: Samples = {}
ROOT = values(3, 3, low=-0.4, high=0.6, seed=3)
COV = ROOT @ ROOT.T + np.eye(3)
MEAN, WIDE = values(3), values(4, 3, seed=5)
SQUARE = np.diag([1.3, 0.7, 2.1]) + 0.2
SHARES = np.array([0.2, 0.35])
ALPHA = np.array([1.3, 2.4, 0.8])
DIRECTION = np.array([0.36, 0.48, 0.8])
CENTERED = [
    Sample((WIDE, MEAN, COV), wrt=(0, 1)),
    Sample((MEAN + 0.3, MEAN), {"cov": 1.3}, wrt=(0, 1, "cov")),
    Sample((WIDE, MEAN, np.array([1.3, 0.7, 2.1]))),
    Sample((strided(2, 4, 3), None, COV), wrt=(0,)),
    Sample((fortran(4, 3), MEAN, 0.8)),
    Sample((values(4), 0.3, 1.7)),
    Sample((0.4, 0.3, 1.7)),
    Sample((0.4,)),
    Sample((WIDE.astype(np.float32), MEAN.astype(np.float32), COV.astype(np.float32)), wrt=(0, 1)),
]
MATRICES = [
    Sample((SQUARE, 4.3, COV), wrt=(1,)),
    Sample((1.7, 3.3, 1.2)),
    Sample((np.array([0.7, 1.9]), 3.3, 1.2)),
    Sample((0.8, 4.3, np.array([1.3, 0.7]))),
]
COUNTS = np.array([[1, 2, 4], [3, 3, 1]])
DEFINITIONS: Samples = {
    stats.multivariate_normal.logpdf: CENTERED,
    stats.multivariate_normal.pdf: CENTERED,
    stats.multivariate_normal.entropy: [Sample((MEAN, 1.3)), Sample((None, np.diag([1.3, 0.7])), wrt=())],
    stats.multivariate_t.logpdf: [
        *(
            Sample((*s.args, *({"cov": 1.3}.values() if s.kwargs else ())), wrt=None if s.kwargs else s.wrt)
            for s in CENTERED
        ),
        Sample((WIDE, MEAN, COV, 3.3), wrt=(0, 1, 3)),
        Sample((WIDE, MEAN, COV, np.inf), wrt=(0, 1)),
    ],
    stats.multivariate_t.pdf: [Sample((WIDE, MEAN, 1.2, 3.3))],
    stats.matrix_normal.logpdf: [
        Sample((values(3, 2), values(3, 2, seed=2), COV, COV[:2, :2]), wrt=(0, 1)),
        Sample((values(4, 3, 2), values(3, 2, seed=2), COV, COV[:2, :2]), wrt=(0, 1)),
    ],
    stats.matrix_normal.pdf: [Sample((values(3, 2), values(3, 2, seed=2), COV, COV[:2, :2]), wrt=(0, 1))],
    stats.wishart.logpdf: MATRICES,
    stats.wishart.pdf: MATRICES,
    stats.invwishart.logpdf: MATRICES,
    stats.invwishart.pdf: MATRICES,
    stats.dirichlet.logpdf: [
        Sample((SHARES, ALPHA)),
        Sample((np.array([[0.2, 0.1, 0.4], [0.3, 0.6, 0.25]]), ALPHA)),
        Sample((np.array([0.2, 0.3, 0.5]), ALPHA), wrt=(1,)),
    ],
    stats.dirichlet.pdf: [Sample((SHARES, ALPHA))],
    stats.dirichlet.mean: [Sample((ALPHA,))],
    stats.dirichlet.var: [Sample((ALPHA,))],
    stats.dirichlet.cov: [Sample((ALPHA,))],
    stats.dirichlet.entropy: [Sample((ALPHA,))],
    stats.multinomial.logpmf: [Sample((COUNTS, 7, np.array([0.2, 0.3, 0.5])), wrt=())],  # see test_scipy_stats.py
    stats.multinomial.pmf: [Sample((COUNTS[0], 7, np.array([0.2, 0.3, 0.5])), wrt=())],
    stats.dirichlet_multinomial.logpmf: [Sample((COUNTS[0], ALPHA, 7)), Sample((COUNTS, ALPHA, 7))],
    stats.dirichlet_multinomial.pmf: [Sample((COUNTS, ALPHA, 7))],
    stats.vonmises_fisher.logpdf: [Sample((np.eye(3), DIRECTION, 1.3), wrt=(2,))],
    stats.vonmises_fisher.pdf: [Sample((np.eye(3), DIRECTION, 1.3), wrt=(2,))],
    stats.normal_inverse_gamma.logpdf: [
        Sample((values(3), values(3, low=0.5), 0.3, 1.2, 1.4, 0.7)),
        Sample((0.4, 1.2)),
    ],
    stats.normal_inverse_gamma.pdf: [Sample((values(3), values(3, low=0.5), 0.3, 1.2, 1.4, 0.7))],
}
