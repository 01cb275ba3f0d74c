"""Duplicate indices read: accumulated; masks stored: cleared."""
import numpy as np


def gather(x, idx):
    y = x[idx] * 2.0
    y[y < 0] = 0.0
    return np.sum(y ** 2)


FUNCTION = "gather"
ARGS = (np.array([0.3, -0.2, 0.7]), np.array([0, 2, 2, 1]))

# adjoint
import numpy as np


def gather_adjoint(x, idx, head=1.0):
    """Gradient of gather with respect to x, weighted by head."""
    y = x[idx] * 2.0
    tmp = y < 0
    y[tmp] = 0.0
    # return np.sum(y ** 2)
    y_bar = head * (2 * y)
    # y[y < 0] = 0.0
    y_bar[tmp] = 0.0
    x_bar = np.zeros_like(x)
    # y = x[idx] * 2.0
    np.add.at(x_bar, idx, y_bar * 2.0)
    return x_bar
