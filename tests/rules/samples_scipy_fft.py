"""Samples for the rules of scipy.fft: those of numpy.fft, and the cosine and sine transforms."""

from __future__ import annotations

import numpy as np
import scipy.fft

import srcxform.rules.scipy_fft_real  # noqa: F401  (registers the rules)
from tests.rules.sample import Sample, Samples, values
from tests.rules.samples_fft import C34, C234, HALVES, NORMS, REAL, T234, TRANSFORMS, along_several, calls

KINDS = (1, 2, 3, 4)
X, M, SINGLE = values(5), values(3, 4), values(2, 4, dtype=np.float32)


def real_transform() -> list[Sample]:
    """Types, scales and lengths along one axis."""
    return [
        *calls([X, C34, SINGLE, values(2, 3)[:, ::-1], np.asfortranarray(M)]),
        *[Sample((X, kind), {"norm": norm}) for kind in KINDS for norm in (None, *NORMS)],
        *[
            Sample((M, kind), {"norm": norm, "orthogonalize": even})
            for kind in KINDS
            for norm in NORMS
            for even in (True, False)
        ],
        *[Sample((C34, kind), {"norm": norm}) for kind in KINDS for norm in NORMS],
        *[Sample((M, kind, n, axis)) for kind in KINDS for n, axis in ((2, 0), (6, -1), (5, -2))],
        Sample((values(2), 1)),
        Sample((values(1), 3)),
        Sample((values(0, 3),)),
    ]


def real_transforms() -> list[Sample]:
    """Types, scales and lengths along several axes."""
    return [
        *calls([X, C34, SINGLE, T234]),
        *[Sample((M, kind), {"norm": norm}) for kind in KINDS for norm in NORMS],
        *[Sample((M, kind), {"norm": "ortho", "orthogonalize": False}) for kind in KINDS],
        *[Sample((C34, kind), {"norm": "ortho"}) for kind in KINDS],
        Sample((T234, 3), {"axes": (0, -1), "orthogonalize": True}),
        Sample((T234, 2, (3, 3), (0, 2))),
        Sample((T234, 1, (3, 3))),
        Sample((T234, 2, 3, 1)),
    ]


TWICE = ((0, 0), (1, -1))
"""Axes that NumPy transforms twice, which SciPy refuses."""

HANKEL = [
    *[Sample((values(n), 0.2, 0.7, *more), wrt=(0,)) for n in (4, 5) for more in ((), (0.1,), (-0.1, 0.3))],
    Sample((values(2, 5), 0.2, 1.5), {"bias": -0.2}, (0,)),
    Sample((values(4, 3).T, 0.1, 0.5), wrt=(0,)),
]
FOURIER: Samples = {
    getattr(scipy.fft, primitive.__name__): [
        Sample(sample.args, {("x" if name == "a" else name): value for name, value in sample.kwargs.items()})
        for sample in samples
        if sample.kwargs.get("axes") not in TWICE
    ]
    for primitive, samples in TRANSFORMS.items()
}
SAMPLES: Samples = {
    **FOURIER,
    scipy.fft.hfftn: [*along_several(HALVES, C34, C234), Sample((C34, 3, 0))],
    scipy.fft.hfft2: along_several([C34, C234], C34, C234),
    scipy.fft.ihfftn: [*along_several(REAL, M, T234), Sample((M, 3, 0))],
    scipy.fft.ihfft2: along_several([M, T234], M, T234),
    scipy.fft.fht: HANKEL,
    scipy.fft.ifht: HANKEL,
    scipy.fft.dct: real_transform(),
    scipy.fft.idct: real_transform(),
    scipy.fft.dst: real_transform(),
    scipy.fft.idst: real_transform(),
    scipy.fft.dctn: real_transforms(),
    scipy.fft.idctn: real_transforms(),
    scipy.fft.dstn: real_transforms(),
    scipy.fft.idstn: real_transforms(),
}
DEFINITIONS: Samples = {
    scipy.fft.fhtoffset: [
        Sample((0.3, 1.2)),
        Sample((0.1, 0.4, 0.5)),
        Sample((0.2, 2.0), {"bias": 0.1, "initial": -0.3}),
    ]
}
