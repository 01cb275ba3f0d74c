"""Samples for insertions, histograms' edges, sets, the complex twins of roots and logarithms, and helpers of these."""

from __future__ import annotations

import numpy as np

from srcxform import runtime
from tests.rules.sample import Sample, Samples, fortran, strided, values

V2, V3, V4, M23 = values(2), values(3), values(4), values(2, 3)
C3, C23 = values(3, dtype=complex), values(2, 3, dtype=complex)
S3, S23 = values(3, dtype=np.float32), values(2, 3, dtype=np.float32)
POSITIVE = values(4, low=0.3, high=2.5)

SAMPLES: Samples = {
    np.insert: [
        Sample((V4, 1, 0.3)),
        Sample((V4, [1, 2], V2)),
        Sample((V4, [0, 0, 3], V3)),
        Sample((V4, slice(0, 2), V2)),
        Sample((V4, -1, 0.3)),
        Sample((M23, 1, V2, 1)),
        Sample((M23, [1], values(2, 1), 1)),
        Sample((M23, -1, V3), {"axis": 0}),
        Sample((C23, [0, 2], 0.3, -1)),
        Sample((M23, 2, V2)),
        Sample((S23, 0, S3, 0)),
        Sample((strided(2, 3), 1, fortran(2, 3), 0)),
        Sample((values(0), 0, V2)),
    ],
    np.resize: [
        *(Sample((x, (3, 4))) for x in (values(5), C3, S23, strided(2, 3), fortran(2, 3))),
        Sample((M23, 4)),
        Sample((M23, (2, 0))),
    ],
    np.require: [Sample((M23,)), Sample((C23, None, "F")), Sample((S3, np.float64))],
    np.histogram_bin_edges: [
        Sample((values(6), 5)),
        Sample((values(6), 4, (-1.0, 1.3))),
        Sample((M23, np.array([-2.0, 0.1, 2.0]))),
    ],
    np.unique: [
        Sample((V4,)),
        Sample((M23,)),
        Sample((values(3, 2),), {"axis": 0}),
        Sample((V4, True, True, True)),
        Sample((C3,)),
        Sample((S3,)),
    ],
    np.emath.sqrt: [Sample((V4,)), Sample((POSITIVE,)), Sample((-0.4,)), Sample((C3,))],
    np.emath.log: [Sample((V4,)), Sample((POSITIVE,)), Sample((C3,))],
    np.emath.log2: [Sample((V4,)), Sample((POSITIVE,))],
    np.emath.log10: [Sample((V4,)), Sample((POSITIVE,))],
    np.emath.logn: [Sample((3.0, V4)), Sample((POSITIVE, 2.0))],
    np.emath.power: [Sample((V4, 0.5)), Sample((V4, values(4, seed=1))), Sample((V3, 3)), Sample((POSITIVE, 1.5))],
    np.emath.arcsin: [Sample((V4,)), Sample((V3 * 0.4,))],
    np.emath.arccos: [Sample((V4,)), Sample((V3 * 0.4,))],
    np.emath.arctanh: [Sample((V4,)), Sample((V3 * 0.4,))],
    runtime.python_number: [Sample((np.float64(0.3),)), Sample((np.complex128(0.3 + 1j),))],
    runtime.in_type_of: [Sample((V3, S3), wrt=(0,)), Sample((V3, V3), wrt=(0,)), Sample((S3, V3), wrt=(0,))],
    runtime.margin_sums: [
        Sample((values(5, 6), (2, 3), ((1, 2), (0, 3)), ())),
        Sample((values(5, 6), (2, 3), ((1, 2), (0, 3)), (2, 2))),
        Sample((values(6), (3,), (1, 2), (2,))),
    ],
}
