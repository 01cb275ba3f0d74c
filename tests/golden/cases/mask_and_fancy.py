"""Duplicate indices read: accumulated; masks stored: cleared."""
import numpy as np


def gather(x, idx):
    y = x[idx] * 2.0
    y[y < 0] = 0.0
    return np.sum(y ** 2)


FUNCTION = "gather"
ARGS = (np.array([0.3, -0.2, 0.7]), np.array([0, 2, 2, 1]))
