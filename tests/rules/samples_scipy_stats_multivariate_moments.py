"""Samples for moments and entropies of the distributions of vectors: they are read by their definitions."""

from __future__ import annotations

import numpy as np
from scipy import stats

from tests.rules.sample import Sample, Samples, values

SAMPLES: Samples = {}
ROOT = values(3, 3, low=-0.4, high=0.6, seed=3)
COV = ROOT @ ROOT.T + np.eye(3)
MATRICES = [
    Sample((8.3, COV)),
    Sample((7.1, 1.3)),
    Sample((6.9, np.array([1.3, 0.7]))),
]
POSITIVE = [Sample((8.3, COV), wrt=(0,)), *MATRICES[1:]]
SHARES = np.array([0.2, 0.35, 0.45])
ALPHA = np.array([1.3, 2.4, 0.8])
FAR = np.array([3.5, 4.1])
INVERSE_GAMMA = [
    Sample((0.3, 1.2, FAR, 0.7)),
    Sample((0.3, 1.2, 3.4, 0.7)),
    Sample((np.array([0.3, 0.1]), 1.2, 3.4, 0.7)),
]
DEFINITIONS: Samples = {
    stats.wishart.mean: MATRICES,
    stats.wishart.mode: MATRICES,
    stats.wishart.var: MATRICES,
    stats.wishart.entropy: POSITIVE,
    stats.invwishart.mean: MATRICES,
    stats.invwishart.mode: MATRICES,
    stats.invwishart.var: MATRICES,
    stats.invwishart.entropy: POSITIVE,
    stats.matrix_normal.entropy: [Sample((np.diag([1.3, 0.7]) + 0.1, COV), wrt=())],
    stats.multivariate_t.entropy: [
        Sample((None, 1.3, 4.2), wrt=(1, 2)),
        Sample((None, COV, np.inf), wrt=()),
    ],
    stats.multivariate_normal.fit: [
        Sample((values(5, 3),)),
        Sample((values(5, 3), values(3, seed=4))),
        Sample((values(5, 3),), {"fix_cov": COV}, wrt=(0,)),
    ],
    stats.vonmises_fisher.entropy: [Sample((np.array([0.36, 0.48, 0.8]), 2.3), wrt=(1,))],
    stats.normal_inverse_gamma.mean: INVERSE_GAMMA,
    stats.normal_inverse_gamma.var: INVERSE_GAMMA,
    stats.multinomial.mean: [Sample((5, SHARES), wrt=()), Sample((np.array([5, 3]), SHARES), wrt=())],
    stats.multinomial.cov: [Sample((5, SHARES), wrt=()), Sample((5, np.stack((SHARES, SHARES[::-1]))), wrt=())],
    stats.multinomial.entropy: [
        Sample((5, SHARES), wrt=()),
        Sample((4, np.stack((SHARES, SHARES[::-1]))), wrt=()),
    ],
    stats.dirichlet_multinomial.mean: [Sample((ALPHA, 5), wrt=(0,)), Sample((ALPHA, np.array([5, 3])), wrt=(0,))],
    stats.dirichlet_multinomial.var: [Sample((ALPHA, 5), wrt=(0,))],
    stats.dirichlet_multinomial.cov: [Sample((ALPHA, 5), wrt=(0,))],
}
