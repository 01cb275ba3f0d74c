"""Samples for the helpers by which adjoints cost no more than they must."""

from __future__ import annotations

import numpy as np

from srcxform import runtime
from tests.rules.sample import Sample, Samples, fortran, strided, values

M33, C33, S33 = values(3, 3), values(3, 3, dtype=complex), values(3, 3, dtype=np.float32)
M23, C23 = values(2, 3), values(2, 3, dtype=complex)
LOWER = np.tril(M33) + 3 * np.eye(3)
LARGE = np.triu(values(40, 40)) + 30 * np.eye(40)

SAMPLES: Samples = {
    runtime.solve_triangle: [
        Sample((LOWER.T, values(3, 2))),
        Sample((LOWER, values(3, 2), True)),
        Sample((np.triu(C33) + 3 * np.eye(3), values(3, 2, dtype=complex))),
        Sample((np.stack([LOWER, 2 * LOWER]), values(2, 3, 2), True)),
        Sample((LOWER.astype(np.float32), values(3, 2, dtype=np.float32), True)),
        Sample((LOWER, values(3), True)),
        Sample((np.triu(C33) + 3 * np.eye(3), values(3, dtype=complex))),
        Sample((LARGE, values(40, 2)), wrt=(1,)),
        Sample((LARGE, values(40)), wrt=(1,)),
        Sample((LARGE.T, values(40, 2), True), wrt=(1,)),
        Sample((np.stack([LARGE, LARGE / 2]), values(2, 40, 1)), wrt=(1,)),
    ],
    runtime.cholesky_bar: [
        Sample((LOWER, np.tril(values(3, 3, seed=1)))),
        Sample((np.tril(C33) + 3 * np.eye(3), np.tril(values(3, 3, seed=1, dtype=complex)))),
        Sample((np.stack([LOWER, 2 * LOWER]), np.tril(values(2, 3, 3)))),
        Sample((LOWER.astype(np.float32), np.tril(S33))),
        Sample((np.tril(values(60, 60)) + 60 * np.eye(60), np.tril(values(60, 60, seed=1))), wrt=(1,)),
        Sample((np.ones((1, 1)), values(1, 1))),
    ],
    runtime.half_triangle: [
        *[Sample((x,)) for x in (M33, C33, S33, fortran(3, 3), strided(3, 3), values(1, 1), values(0, 0))],
        Sample((M33, True)),
        Sample((np.stack([C33, M33]), True)),
    ],
    runtime.scattered: [
        Sample((values(3), np.array([2, 0, 1]))),
        Sample((M23, np.array([[2, 0, 1], [1, 2, 0]]), 1)),
        Sample((C23, np.array([[1, 0, 1], [0, 1, 0]]), 0)),
        Sample((strided(3), np.array([2, 0, 1]))),
        Sample((values(0), np.zeros(0, np.intp))),
    ],
    runtime.untake: [
        Sample((values(3, 2), (4, 2), [1, -1, 1], 0)),
        Sample((values(2, 1, 3, 2), (2, 4, 2), [[1, -1, 1]], 1)),
        Sample((values(2, 2, 2, 3), (2, 3, 3), [[0, 1], [1, 1]], 1)),
        Sample((fortran(3, 2), (4, 2), [3, 0, 3], 0)),
        Sample((C23, (4, 3), [-4, 7], 0, "wrap")),
        Sample((C23, (4, 3), [-4, 7], 0, "clip")),
        Sample((values(0, 3), (4, 3), np.zeros(0, np.intp), 0)),
        Sample((values(2, 0), (4, 0), [1, 1], 0)),
    ],
    runtime.untake_along_axis: [
        Sample((values(2, 3), (2, 2), np.array([[0, -1, 1], [1, 1, 0]]), -1)),
        Sample((values(2, 3), (4, 3), np.array([[0, -1, 1], [1, 1, 0]]), 0)),
        Sample((values(2, 3), (2, 2), np.array([[0, 1, 1]]))),
        Sample((values(2, 2, 3), (2, 4, 3), np.array([[[0, 1, 1], [3, 3, -4]]]), 1)),
    ],
}
