"""Swapped buffers: the shadows swap with them."""
import numpy as np


def jacobi(a, steps):
    b = a.copy()
    for t in range(steps):
        b[1:-1] = 0.5 * (a[:-2] + a[2:])
        a, b = b, a
    return a


FUNCTION = "jacobi"
ARGS = (np.array([0.3, -0.2, 0.7, 0.1]), 3)
MUST_NOT = (r"append",)
