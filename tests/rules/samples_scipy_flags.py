"""Samples for distances between flags, counts in bins, and others that move with their options alone."""

from __future__ import annotations

import numpy as np
from scipy import integrate, signal, stats
from scipy.spatial import distance

from tests.rules.sample import Sample, Samples, fortran, strided, values

SAMPLES: Samples = {}
U, V = np.array([True, False, True, True, False]), np.array([True, True, False, True, False])
W = values(5, low=0.3, high=1.4, seed=3)
SOFT, SOFTER = values(5, low=0.1, high=0.9), values(5, low=0.2, high=0.8, seed=5)
FLAGS = [
    Sample((U, V), wrt=()),
    Sample((U, V, W), wrt=(2,)),
    Sample((U, V, strided(5) ** 2 + 0.1), wrt=(2,)),
    Sample((U * 1, V * 1, W), wrt=(2,)),
]
SHARES = [*FLAGS, Sample((SOFT, SOFTER)), Sample((SOFT, SOFTER, W)), Sample((SOFT[:1], SOFTER[:1]))]
DATA = np.array([0.3, 1.7, 0.9, 2.6, 1.1, 0.4])
BINS = [
    Sample((DATA, 3)),
    Sample((DATA, 4, (0.1, 2.2)), wrt=(0,)),
    Sample((DATA, 3, (0.1, 3.2), values(6, low=0.3, high=1.4))),
    Sample((fortran(2, 3) * 3.1, 3)),
]
DEFINITIONS: Samples = {
    distance.hamming: FLAGS,
    distance.jaccard: FLAGS,
    distance.dice: SHARES,
    distance.rogerstanimoto: SHARES,
    distance.russellrao: SHARES,
    distance.sokalsneath: SHARES,
    distance.yule: SHARES[:-1],
    stats.cumfreq: BINS,
    stats.relfreq: BINS,
    integrate.newton_cotes: [Sample((4,), wrt=()), Sample((4, 1), wrt=())],
    signal.savgol_coeffs: [
        Sample((5, 2, 1, 0.7), wrt=(3,)),
        Sample((5, 2, 2, 0.7), {"use": "dot"}, wrt=(3,)),
        Sample((5, 2, 0, 0.7, 1), wrt=(3,)),
    ],
    signal.czt_points: [
        Sample((4,), wrt=()),
        Sample((4, 0.9 + 0.3j)),
        Sample((3, 0.9 - 0.2j, 1.1 + 0.4j)),
    ],
}
