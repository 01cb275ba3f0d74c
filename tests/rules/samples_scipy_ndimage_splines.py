"""Samples for interpolation by splines, and for reductions over labelled parts, of scipy.ndimage."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ni

import srcxform.rules.scipy_ndimage_measures
import srcxform.rules.scipy_ndimage_splines  # noqa: F401  (registers the rules)
from tests.rules.sample import Sample, Samples, fortran, strided, values

V16, M67 = values(16), values(6, 7)
FAR = np.array([[-2.3, 0.4, 1.7, 3.2, 6.6, 9.1, 12.8, 14.3, 17.6]])
INSIDE = np.array([[0.3, 1.2, 4.7, 2.6, 3.4], [2.2, 0.7, 3.6, 5.3, 1.1]])
LABELS = np.arange(42).reshape(6, 7) % 3

SAMPLES: Samples = {
    ni.spline_filter1d: [
        *[Sample((V16,), {"order": k}) for k in (0, 1, 2, 3, 4, 5)],
        *[Sample((M67, 3, axis)) for axis in (0, 1, -2)],
        *[Sample((V16,), {"mode": m}) for m in ("constant", "wrap", "grid-wrap", "grid-constant")],
        Sample((values(24),), {"mode": "reflect"}),
        Sample((values(1),)),
        Sample((strided(6, 7),)),
        Sample((fortran(6, 7),)),
    ],
}
DEFINITIONS: Samples = {
    ni.spline_filter: [Sample((M67,)), Sample((V16, 2))],
    ni.map_coordinates: [
        *[Sample((V16, FAR), {"order": k, "mode": "constant", "cval": 1.5}, wrt=(0, 1)) for k in (0, 1, 2, 5)],
        *[
            Sample((V16, FAR), {"mode": m, "cval": 1.5}, wrt=(0, 1))
            for m in ("mirror", "nearest", "wrap", "grid-wrap", "grid-constant", "reflect")
        ],
        Sample((M67, INSIDE)),
        Sample((M67, INSIDE), {"order": 1, "mode": "reflect"}),
        Sample((M67, INSIDE), {"prefilter": False, "mode": "nearest"}),
    ],
    ni.shift: [Sample((M67, np.array([0.3, -1.2])), {"mode": "nearest"}), Sample((V16, 0.4))],
    ni.zoom: [
        Sample((V16, 1.7), wrt=(0,)),
        Sample((M67, (1.6, 0.7)), {"order": 1, "grid_mode": True, "mode": "grid-constant"}, wrt=(0,)),
    ],
    ni.affine_transform: [
        Sample((M67, np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([0.13, 0.41])), {"mode": "mirror"}),
        Sample((M67, np.array([[0.9, 0.1, 0.13], [0.2, 0.8, 0.41]])), {"mode": "mirror", "order": 2}),
        Sample((M67, np.array([0.9, 0.71]), 0.2), {"mode": "mirror", "output_shape": (4, 5)}),
    ],
    ni.rotate: [Sample((M67, 23.0), {"order": 1}), Sample((M67, 123.0), {"reshape": False, "mode": "mirror"})],
    **{
        reduction: [Sample((M67,)), Sample((M67, LABELS)), Sample((M67, LABELS, 2)), Sample((M67, LABELS, [0, 2]))]
        for reduction in (ni.sum_labels, ni.mean, ni.variance, ni.standard_deviation, ni.maximum, ni.median)
    },
    ni.center_of_mass: [Sample((M67 + 3,)), Sample((M67 + 3, LABELS))],
    ni.fourier_gaussian: [Sample((values(6, 7, dtype=complex), 1.3), wrt=(0,))],
    ni.fourier_shift: [Sample((values(6, 7, dtype=complex), 1.3), wrt=(0,))],
    ni.fourier_uniform: [Sample((values(6, 7, dtype=complex), 3), wrt=(0,))],
    ni.fourier_ellipsoid: [Sample((values(6, 7, dtype=complex), 3), wrt=(0,))],
}
