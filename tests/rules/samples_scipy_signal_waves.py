"""Samples for frequency responses, wave forms and changes of the rate of scipy.signal."""

from __future__ import annotations

import numpy as np
import scipy.signal as ss

import srcxform.rules.scipy_signal_waves  # noqa: F401  (registers the rules)
from tests.rules.sample import Sample, Samples, values
from tests.rules.samples_b import other

B, A = other(3), np.array([1.3, 0.3, 0.2])
T, W = np.linspace(0.01, 0.9, 7), np.linspace(0.1, 3.0, 5)
V30, M2 = values(30), values(2, 20)
UNEVEN = np.sin(np.arange(40.0) ** 2).reshape(2, 20)

SAMPLES: Samples = {}
DEFINITIONS: Samples = {
    ss.freqz: [
        Sample((B, A, 6)),
        Sample((B,), {"worN": 5, "whole": True}),
        Sample((B, A, W), {"fs": 7.0}, wrt=(0, 1, 2)),
    ],
    ss.freqs: [Sample((B, A, W))],
    ss.chirp: [
        *[
            Sample((T, 1.0, 2.0, 3.0), {"method": m, "phi": 20.0})
            for m in ("linear", "quadratic", "logarithmic", "hyperbolic")
        ],
        Sample((T, 1.0, 2.0, 3.0), {"method": "quadratic", "vertex_zero": False}),
        Sample((T, 1.0, 2.0, 3.0), {"complex": True}),
    ],
    ss.sweep_poly: [Sample((T, B))],
    ss.gausspulse: [Sample((T / 5, 5.0)), Sample((T / 5, 5.0), {"retquad": True, "retenv": True})],
    ss.vectorstrength: [Sample((5 * T, 1.7))],
    ss.resample: [
        *[Sample((V30[:n], m)) for n, m in ((30, 17), (30, 18), (30, 40), (29, 12), (29, 58), (30, 30))],
        Sample((M2, 12), {"axis": 1}),
    ],
    ss.resample_poly: [
        *[Sample((V30, up, down)) for up, down in ((2, 3), (3, 2), (1, 4), (4, 6))],
        Sample((M2, 2, 3), {"axis": 1}),
        Sample((V30, 2, 3), {"window": np.array([0.2, 0.5, 0.7, 0.5, 0.2])}, wrt=(0,)),
    ],
    ss.decimate: [
        Sample((values(60), 2)),
        Sample((V30, 2), {"ftype": "fir"}),
        Sample((V30, 2), {"zero_phase": False}),
    ],
    ss.medfilt: [Sample((V30, 5))],
    ss.medfilt2d: [Sample((M2, 3))],
    ss.wiener: [Sample((UNEVEN, 3)), Sample((UNEVEN, (1, 3), 0.4), wrt=(0,))],
}
