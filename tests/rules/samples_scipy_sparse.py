"""Samples for the products and systems with sparse matrices that are given by their elements."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spl

import srcxform.rules.scipy_sparse_linalg  # noqa: F401  (registers the rules)
from srcxform.rules import scipy_sparse_products as kernels
from tests.rules.sample import Sample, Samples, fortran, strided, values
from tests.rules.samples_b import other

ROWS, COLUMNS = np.array([0, 0, 1, 2, 3, 3]), np.array([0, 2, 1, 2, 0, 1])
TWICE = np.array([1, 1, 1, 2, 3, 3]), np.array([0, 0, 1, 2, 0, 1])
V6, C6, S6 = values(6), values(6, dtype=complex), values(6, dtype=np.float32)
NOTHING = np.zeros(0, dtype=int)
SQUARE = np.array([0, 1, 2, 0, 1, 2]), np.array([0, 1, 2, 2, 0, 1])
LARGE = np.array([5.0, 6.0, 7.0, 1.0, -1.0, 0.5])
MATRIX = np.array([[4.0, 0, 1], [2, 5, 0], [0, 1, 6]])
FORMATS = [sp.csr_array, sp.csc_matrix, sp.coo_array, sp.dia_matrix, sp.bsr_array, sp.lil_array, sp.dok_array]

SAMPLES: Samples = {
    kernels.sparse_times: [
        *[
            Sample((v, *where, np.zeros((4, *np.shape(x)[1:])), x), wrt=(0, 4))
            for v in (V6, C6)
            for where in ((ROWS, COLUMNS), TWICE)
            for x in (values(3), values(3, 2), values(3, dtype=complex))
        ],
        Sample((S6, ROWS, COLUMNS, np.zeros(4), values(3, dtype=np.float32)), wrt=(0, 4)),
        Sample((values(12)[::-2], ROWS, COLUMNS, np.zeros((4, 2)), fortran(3, 2)), wrt=(0, 4)),
        Sample((V6, ROWS, COLUMNS, np.zeros((4, 2)), strided(3, 2)), wrt=(0, 4)),
        Sample((np.zeros(0), NOTHING, NOTHING, np.zeros(4), values(3)), wrt=(0, 4)),
        Sample((V6, ROWS, COLUMNS, np.zeros((4, 1)), values(3, 1)), wrt=(0, 4)),
    ],
    kernels.sparse_constant_times: [
        *[
            Sample((np.zeros((3, *np.shape(x)[1:])), made(MATRIX), x), wrt=(2,))
            for made in FORMATS
            for x in (values(3), values(3, 2))
        ],
        Sample((np.zeros(3), sp.csr_array(MATRIX * (1 + 2j)), values(3)), wrt=(2,)),
        Sample((np.zeros(3), sp.csr_array(MATRIX * (1 + 2j)), values(3, dtype=complex)), wrt=(2,)),
    ],
    kernels.sparse_sampled: [
        *[
            Sample((v, ROWS, COLUMNS, w, COLUMNS, ROWS, *where), wrt=(0, 3))
            for v, w in ((V6, other(6)), (C6, other(6)), (S6, values(6, dtype=np.float32)))
            for where in ((np.array([0, 1, 3]), np.array([0, 1, 0])), TWICE)
        ],
        Sample((V6, ROWS, COLUMNS, other(6), COLUMNS, ROWS, NOTHING, NOTHING), wrt=(0, 3)),
    ],
    kernels.sparse_solved: [
        *[
            Sample((v, *SQUARE, b), wrt=(0, 3))
            for v in (LARGE, LARGE * (1 + 0.3j))
            for b in (values(3), values(3, 2), values(3, dtype=complex), values(3, 1))
        ],
        Sample((LARGE.astype(np.float32), *SQUARE, values(3, dtype=np.float32)), wrt=(0, 3)),
    ],
}

DEFINITIONS: Samples = {
    spl.spsolve: [
        *[Sample((made(MATRIX), b)) for made in (sp.csc_array, sp.csr_matrix) for b in (values(3), values(3, 2))],
        Sample((sp.csc_array(MATRIX), values(3, dtype=complex))),
        Sample((sp.csc_array(MATRIX), values(3, 1))),
    ],
    spl.spsolve_triangular: [
        Sample((sp.csr_array(np.tril(MATRIX)), values(3))),
        Sample((sp.csr_array(np.triu(MATRIX)), values(3, 2)), {"lower": False}),
        Sample((sp.csr_array(np.tril(MATRIX)), values(3)), {"unit_diagonal": True}),
    ],
}
