"""Samples for the rules of scipy.ndimage."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ni

import srcxform.rules.scipy_ndimage
import srcxform.rules.scipy_ndimage_windows  # noqa: F401  (registers the rules)
from tests.rules.sample import Sample, Samples, fortran, strided, values
from tests.rules.samples_b import other

MODES = ("reflect", "constant", "nearest", "mirror", "wrap")
V6, M45, V3, V4, W23, W32 = values(6), values(4, 5), other(3), other(4), other(2, 3), other(3, 2)
SMALL = np.array([0.3, -0.7])

SAMPLES: Samples = {
    ni.correlate1d: [
        *[Sample((V6, w), {"mode": m}) for w in (V3, V4) for m in MODES],
        *[Sample((SMALL, V4), {"mode": m}) for m in MODES],
        *[Sample((M45, V3, axis)) for axis in (0, 1, -2)],
        *[Sample((V6, V4), {"origin": o}) for o in (-2, -1, 1)],
        Sample((V6, V3), {"mode": "constant", "cval": 1.5}, wrt=(0, 1)),
        Sample((values(6, dtype=complex), V3)),
        Sample((values(6, dtype=np.float32), V3.astype(np.float32))),
        Sample((strided(4, 5), V3, 0)),
        Sample((values(2, 3, 4), V3, 1)),
    ],
    ni.uniform_filter1d: [
        *[Sample((V6, n), {"mode": m}) for n in (3, 4) for m in MODES],
        Sample((M45, 3, 0)),
        Sample((V6, 4), {"origin": -1}),
        Sample((V6, 3), {"mode": "constant", "cval": 1.5}, wrt=(0,)),
    ],
    ni.correlate: [
        *[Sample((M45, w), {"mode": m}) for w in (W23, W32) for m in MODES],
        Sample((M45, W23), {"origin": (0, -1)}),
        Sample((M45, W32), {"origin": -1}),
        Sample((V6, V3)),
        Sample((M45, W23), {"mode": "constant", "cval": 1.5}, wrt=(0, 1)),
        Sample((fortran(4, 5), W23)),
        Sample((values(4, 5, dtype=np.float32), W23.astype(np.float32))),
        Sample((values(4, 5, dtype=complex), W23)),
    ],
}
IMAGE = [Sample((M45,), {"mode": m}) for m in MODES]
DEFINITIONS: Samples = {
    ni.convolve1d: [
        *[Sample((V6, w), {"mode": m}) for w in (V3, V4) for m in MODES],
        Sample((M45, V4, 0), {"origin": -1}),
    ],
    ni.convolve: [
        *[Sample((M45, w), {"mode": m}) for w in (W23, W32) for m in MODES],
        Sample((M45, W23), {"origin": (0, -1)}),
    ],
    ni.gaussian_filter1d: [
        *[Sample((V6, 0.8), {"order": k}) for k in (0, 1, 2, 3)],
        *[Sample((V6, 1.3), {"mode": m}) for m in MODES],
        Sample((M45, 0.7, 0), {"radius": 2}),
    ],
    ni.gaussian_filter: [
        *[Sample((M45, 0.8), {"mode": m}, wrt=(0,)) for m in MODES],
        Sample((M45, (0.8, 1.2)), {"order": (1, 0)}, wrt=(0,)),
        Sample((M45, (0.8, 0.0)), {"truncate": 3.0}, wrt=(0,)),
        Sample((M45, 0.8), {"axes": (1,)}, wrt=(0,)),
        Sample((values(4, 5, dtype=np.float32), 0.8), wrt=(0,)),
    ],
    ni.uniform_filter: [*[Sample((M45, 3), {"mode": m}) for m in MODES], Sample((M45, (2, 1)))],
    ni.prewitt: [*IMAGE, Sample((M45, 0))],
    ni.sobel: [*IMAGE, Sample((M45, 0)), Sample((values(3, 4, 2), 1))],
    ni.laplace: [*IMAGE, Sample((V6,))],
    ni.gaussian_laplace: [Sample((M45, 0.7), {"mode": m}, wrt=(0,)) for m in ("reflect", "constant")],
    ni.gaussian_gradient_magnitude: [Sample((M45, 0.7), wrt=(0,))],
    ni.maximum_filter: [Sample((M45, 3)), Sample((M45, (2, 3)), {"mode": "nearest"})],
    ni.maximum_filter1d: [Sample((M45, 3, 0)), Sample((V6, 4), {"origin": -1})],
    ni.minimum_filter1d: [Sample((M45, 3)), Sample((V6, 3), {"mode": "nearest"})],
    ni.minimum_filter: [Sample((M45, 3)), Sample((V6, 2), {"mode": "constant"})],
    ni.rank_filter: [Sample((M45, 2, 3)), Sample((V6, -1, 3))],
    ni.median_filter: [Sample((M45, 3)), Sample((M45, (2, 3))), Sample((V6, 2))],
}
