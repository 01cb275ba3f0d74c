"""Samples for the rules of scipy.spatial.distance."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.spatial.distance as sd

from srcxform.rules.scipy_spatial import lengths_of_pairs
from tests.rules.sample import Sample, Samples, fortran, strided, values
from tests.rules.samples_b import other

X, Y, U, V = values(4, 3), other(2, 3), values(3), other(3)
W = np.array([0.5, 1.5, 0.7])
VI = np.array([[2.0, 0.3, 0.1], [0.3, 1.5, -0.2], [0.1, -0.2, 1.0]])
SHIFTED = values(4, 3, low=0.2, high=3.0)
PLAIN = (
    "euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine", "correlation", "braycurtis", "canberra",
)  # fmt: skip
WEIGHTED = ("euclidean", "sqeuclidean", "cityblock", "cosine", "braycurtis", "canberra")

SAMPLES: Samples = {
    lengths_of_pairs: [Sample((X, Y)), Sample((fortran(4, 3), Y)), Sample((values(1, 1), other(2, 1) + 0.9))],
}


def vectors(*more: Any, **kwargs: Any) -> list[Sample]:
    """One pair of vectors, and another layout of them."""
    return [Sample((U, V, *more), kwargs), Sample((strided(3), V, *more), kwargs)]


DEFINITIONS: Samples = {
    sd.cdist: [
        *[Sample((X, Y, m)) for m in PLAIN],
        *[Sample((X, Y, m), {"w": W}, wrt=(0, 1)) for m in WEIGHTED],
        *[Sample((X, Y, "minkowski"), {"p": p}, wrt=(0, 1)) for p in (1, 2, 3, 1.5)],
        Sample((X, Y, "minkowski"), {"p": 3, "w": W}),
        Sample((X, Y, "mahalanobis"), {"VI": VI}),
        Sample((X, Y, "seuclidean"), {"V": W}),
        Sample((SHIFTED, SHIFTED[:2] + W, "jensenshannon")),
        Sample((fortran(4, 3), Y)),
        Sample((values(1, 1), other(2, 1) + 0.9)),
    ],
    sd.pdist: [
        *[Sample((X, m)) for m in PLAIN],
        *[Sample((X, m), {"w": W}, wrt=(0,)) for m in WEIGHTED],
        Sample((X, "minkowski"), {"p": 3}),
        Sample((X, "mahalanobis"), {"VI": VI}),
        Sample((X, "seuclidean"), {"V": W}),
        Sample((strided(4, 3),)),
    ],
    sd.squareform: [Sample((values(6),)), Sample((values(1),))],
    sd.euclidean: [*vectors(), *vectors(W)],
    sd.sqeuclidean: [*vectors(), *vectors(W), Sample((U.astype(np.float32), V.astype(np.float32)))],
    sd.cityblock: [*vectors(), *vectors(W)],
    sd.minkowski: [*vectors(), *vectors(3), *vectors(1), *vectors(3, W), Sample((U, V, 1.5), wrt=(0, 1))],
    sd.chebyshev: vectors(),
    sd.cosine: [*vectors(), *vectors(W)],
    sd.correlation: [*vectors(), *vectors(W), *vectors(W, False)],
    sd.braycurtis: [*vectors(), *vectors(W)],
    sd.canberra: [*vectors(), *vectors(W)],
    sd.mahalanobis: vectors(VI),
    sd.seuclidean: vectors(W),
    sd.jensenshannon: [
        Sample((W, SHIFTED[0])),
        Sample((W, SHIFTED[0], 2.0), wrt=(0, 1)),
        Sample((SHIFTED, SHIFTED[::-1]), {"axis": 1, "keepdims": True}),
    ],
}
