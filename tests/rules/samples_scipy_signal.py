"""Samples for the rules of scipy.signal."""

from __future__ import annotations

import numpy as np
import scipy.signal as ss

import srcxform.rules.scipy_signal
import srcxform.rules.scipy_signal_filters  # noqa: F401  (registers the rules)
from tests.rules.sample import Sample, Samples, fortran, strided, values
from tests.rules.samples_b import other

MODES = ("full", "same", "valid")
V6, V3, V4, C6, C3 = values(6), other(3), other(4), values(6, dtype=complex), other(3, dtype=complex)
M45, M23, M32 = values(4, 5), other(2, 3), other(3, 2)
S6, S3 = values(6, dtype=np.float32), other(3, dtype=np.float32)
NUMERATOR, DENOMINATOR = np.array([0.5, -0.3, 0.2]), np.array([1.6, -0.7, 0.2])
COMPLEX_DENOMINATOR = np.array([1.6, -0.7 + 0.3j, 0.2])
STATE = np.array([0.3, -0.7])
X27 = values(2, 7)
SOS = np.array([[0.5, 0.3, 0.1, 1.0, -0.4, 0.2], [0.7, -0.2, 0.3, 1.0, 0.3, 0.1]])
CONVOLUTIONS = [
    *[Sample((V6, b, m)) for b in (V3, V4) for m in MODES],
    *[Sample((V3, V6, m)) for m in MODES],
    *[Sample((a, b, m)) for a, b in ((C6, C3), (V6, C3), (C6, V3)) for m in MODES],
    *[Sample((M45, b, m)) for b in (M23, M32) for m in MODES],
    Sample((S6, S3)),
    Sample((strided(6), V3, "same")),
    Sample((fortran(4, 5), M23)),
    Sample((values(1), values(1) + 1)),
]
BROADCAST: list[Sample] = [
    Sample((values(2, 6), other(1, 3), "full"), {"axes": 1}),
    Sample((values(2, 6), other(1, 3), "same"), {"axes": -1}),
    Sample((values(1, 6), other(2, 3), "valid"), {"axes": [1]}),
    Sample((values(4, 2, 6), other(3, 2, 3), "same"), {"axes": (0, -1)}),
]

SAMPLES: Samples = {
    ss.convolve: [*CONVOLUTIONS, *[Sample((V6, V3, "same", m)) for m in ("direct", "fft")]],
    ss.fftconvolve: [*CONVOLUTIONS, *BROADCAST],
    ss.oaconvolve: [*CONVOLUTIONS, *BROADCAST],
    ss.lfilter: [
        Sample((NUMERATOR, DENOMINATOR, V6)),
        Sample((NUMERATOR[:2], DENOMINATOR, V6)),
        Sample((NUMERATOR, DENOMINATOR[:2], V6)),
        Sample((NUMERATOR, DENOMINATOR[:1], V6)),
        Sample((NUMERATOR, COMPLEX_DENOMINATOR, C6)),
        Sample((NUMERATOR, COMPLEX_DENOMINATOR, V6)),
        Sample((NUMERATOR, DENOMINATOR, X27)),
        Sample((NUMERATOR, DENOMINATOR, values(5, 2), 0)),
        Sample((NUMERATOR, DENOMINATOR, V6), {"zi": STATE}),
        Sample((NUMERATOR[:2], DENOMINATOR, V6), {"zi": STATE}),
        Sample((NUMERATOR, DENOMINATOR[:2], V6), {"zi": STATE}),
        Sample((NUMERATOR, DENOMINATOR, values(1)), {"zi": STATE}),
        Sample((NUMERATOR, DENOMINATOR, X27), {"zi": other(2, 2)}),
        Sample((NUMERATOR, DENOMINATOR, values(5, 3)), {"zi": other(2, 3), "axis": 0}),
        Sample((NUMERATOR, COMPLEX_DENOMINATOR, C6), {"zi": STATE + 0.3j}),
        Sample((NUMERATOR.astype(np.float32), DENOMINATOR.astype(np.float32), S6)),
    ],
    ss.detrend: [
        *[Sample((a,)) for a in (V6, M45, S6, C6)],
        *[Sample((M45, 0, t)) for t in ("linear", "constant")],
        Sample((V6,), {"bp": 3}),
    ],
    ss.upfirdn: [
        *[Sample((V4, V6, up, down)) for up in (1, 2, 3) for down in (1, 2, 3)],
        *[Sample((V3[:n], V6, 3, 2)) for n in (1, 2)],
        Sample((V3, M45, 2, 3)),
        Sample((V3, M45, 2, 3, 0)),
        Sample((C3, C6, 2, 1)),
        Sample((S3, S6, 1, 2)),
    ],
    ss.sawtooth: [
        Sample((values(5, low=-9, high=9), 0.3)),
        Sample((values(5, low=-9, high=9),)),
        Sample((values(2, 3), np.array([0.2, 0.5, 0.7]))),
    ],
}
PLANE = [
    Sample((M45, b, m, bound), {"fillvalue": 0.5} if bound == "fill" else {}, wrt=(0, 1))
    for b in (M23, M32, other(2, 2))
    for m in MODES
    for bound in ("fill", "wrap", "symm")
]
DEFINITIONS: Samples = {
    ss.correlate: CONVOLUTIONS,
    ss.convolve2d: [*PLANE, Sample((values(4, 5, dtype=complex), M23))],
    ss.correlate2d: [*PLANE, Sample((M45, other(2, 3, dtype=complex), "same"))],
    ss.deconvolve: [Sample((V6, V3))],
    ss.hilbert: [Sample((V6,)), Sample((values(5),)), Sample((M45, 7, 0)), Sample((M45, 3))],
    ss.lfilter_zi: [Sample((NUMERATOR, DENOMINATOR)), Sample((NUMERATOR[:2], DENOMINATOR))],
    ss.sosfilt: [
        Sample((SOS, V6), wrt=(1,)),
        Sample((SOS, values(5, 2), 0), wrt=(1,)),
        Sample((SOS, V6), {"zi": other(2, 2)}, wrt=(1, "zi")),
        Sample((SOS, X27), {"zi": other(2, 2, 2)}, wrt=(1, "zi")),
    ],
    ss.filtfilt: [
        Sample((NUMERATOR, DENOMINATOR, values(12))),
        *[Sample((NUMERATOR, DENOMINATOR, V6), {"padlen": 3, "padtype": t}) for t in ("odd", "even", "constant", None)],
        Sample((NUMERATOR, DENOMINATOR, values(6, 2)), {"padlen": 0, "axis": 0}),
    ],
    ss.sosfiltfilt: [
        Sample((SOS, values(18)), wrt=(1,)),
        Sample((SOS, values(2, 6)), {"padlen": 3, "padtype": "even"}, wrt=(1,)),
    ],
    ss.savgol_filter: [
        *[Sample((values(9), 5, 2), {"mode": m}) for m in ("interp", "mirror", "nearest", "wrap")],
        Sample((values(9), 5, 2), {"mode": "constant", "cval": 1.5}, wrt=(0,)),
        Sample((values(9), 4, 2, 1), {"delta": 0.5}, wrt=(0,)),
        Sample((values(7, 2), 3, 1), {"axis": 0}),
    ],
}
