"""Samples for the rules of Fourier transforms."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform import runtime
from tests.rules.sample import Sample, Samples, fortran, strided, values

C5, C34 = values(5, dtype=complex), values(3, 4, dtype=complex)
C234 = values(2, 3, 4, dtype=complex)
SINGLE = values(2, 4, dtype=np.complex64)
NORMS = ("backward", "ortho", "forward")


def calls(arrays: Any, *args: Any, **kwargs: Any) -> list[Sample]:
    """One sample for each array, with the other arguments the same."""
    return [Sample((a, *args), kwargs) for a in arrays]


REAL = [values(5), values(4), values(1), values(2, 3), values(2, 4, dtype=np.float32), strided(2, 4), fortran(3, 2)]
COMPLEX = [C5, C34, SINGLE, values(1, dtype=complex), C34[:, ::-2], np.asfortranarray(C34)]
HALVES = [values(3, dtype=complex), C34, C234, SINGLE, values(4), values(2, dtype=complex), C34[:, ::-2]]


def along_one(arrays: Any, others: Any) -> list[Sample]:
    """All arrays as they are, and some of them with every option."""
    return [
        *calls(arrays),
        *[sample for norm in NORMS for sample in calls(others, norm=norm)],
        *[sample for n in (1, 2, 3, 4, 7) for sample in calls(others, n)],
        *[sample for n in (2, 5) for axis in (0, -2, 1) for sample in calls(others[-1:], n, axis, norm="ortho")],
        *calls(others[-1:], axis=0),
        *calls(others[-1:], 6, 0, "forward"),
    ]


def along_several(arrays: Any, rank_two: Any, rank_three: Any) -> list[Sample]:
    """Shapes, axes and norms."""
    return [
        *calls(arrays),
        *[sample for norm in NORMS for sample in calls([rank_two], norm=norm)],
        *[sample for s in ((2, 5), [4, 3], (-1, 4), (5, -1)) for sample in calls([rank_two], s, (0, 1))],
        *calls([rank_three], axes=(0, -1)),
        *calls([rank_three], axes=(2, 0)),
        *calls([rank_three], axes=[1]),
        *calls([rank_three], (3, 3), (-1, 0), "forward"),
        *calls([rank_three], s=(2, 5), axes=(0, 2), norm="ortho"),
        *calls([values(3, 0, 4, dtype=rank_three.dtype)], axes=(0, 2)),
    ]


T234 = values(2, 3, 4)
TRANSFORMS: Samples = {
    np.fft.fft: along_one([*REAL, *COMPLEX, values(0, 3)], [C5, values(4), C34]),
    np.fft.ifft: along_one([*REAL, *COMPLEX], [C5, values(4), C34]),
    np.fft.rfft: along_one(REAL, [values(5), values(4), values(3, 4)]),
    np.fft.irfft: along_one(HALVES, [values(4, dtype=complex), values(3), C34]),
    np.fft.hfft: along_one(HALVES, [values(4, dtype=complex), values(3), C34]),
    np.fft.ihfft: along_one(REAL, [values(5), values(4), values(3, 4)]),
    np.fft.fftn: [
        *along_several([*REAL, *COMPLEX], C34, C234),
        *calls([C34], axes=(0, 0)),
    ],
    np.fft.ifftn: [*along_several([*REAL, *COMPLEX], C34, C234), *calls([C34], axes=(1, -1))],
    np.fft.fft2: along_several([C34, SINGLE, T234, strided(2, 4)], C34, C234),
    np.fft.ifft2: along_several([C34, SINGLE, T234, fortran(2, 3)], C34, C234),
    np.fft.rfftn: along_several(REAL, values(3, 4), T234),
    np.fft.rfft2: along_several([values(3, 4), T234, strided(2, 4)], values(3, 5), T234),
    np.fft.irfftn: along_several(HALVES, C34, C234),
    np.fft.irfft2: along_several([C34, C234, T234, SINGLE], C34, C234),
    np.fft.fftshift: [*calls([*REAL, *COMPLEX, values(0, 3)]), *calls([C34], 1), *calls([T234], (0, -1))],
    np.fft.ifftshift: [*calls([*REAL, *COMPLEX, values(0, 3)]), *calls([C34], -2), *calls([T234], axes=(0, 2))],
    np.fft.fftfreq: [Sample((5, 0.3)), Sample((4,), {"d": 1.7}), Sample((1, 0.5))],
    np.fft.rfftfreq: [Sample((5, 0.3)), Sample((4,), {"d": 1.7})],
}
HELPERS: Samples = {
    runtime.resized: [
        *[Sample((values(2, 3), np.zeros(shape)), wrt=(0,)) for shape in ((3, 2), (2, 3), (4, 4))],
        Sample((C34, np.zeros((5, 2)), 1), wrt=(0,)),
        Sample((C34, np.zeros((5, 2)), -2), wrt=(0,)),
    ],
    runtime.scaled_part: [
        Sample((values(5), 1, 1, 3, 0), wrt=(0,)),
        Sample((C34, -1, 1, 2, -1), wrt=(0,)),
        Sample((C34, -1, 1, 1, 0), wrt=(0,)),
    ],
}
SAMPLES: Samples = {**TRANSFORMS, **HELPERS}
