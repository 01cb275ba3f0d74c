"""Views: a view of A has a view of A_bar as its adjoint."""
import numpy as np


def damp(A):
    for i in range(A.shape[0]):
        row = A[i]
        row *= np.exp(-i)
        row[0] = row[0] ** 2
    return A.sum()


FUNCTION = "damp"
ARGS = (np.random.default_rng(0).uniform(0.1, 1.0, (3, 2)),)
MUST = (r"row_bar = .*A_bar\[i\]", r"= A\.copy\(\)")
MUST_NOT = (r"append(?s:.*)append",)
