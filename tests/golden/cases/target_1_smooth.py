"""Straight line: no tape, nothing unused."""
import numpy as np


def smooth(x, y):
    z = x * y
    return np.sin(z) + z ** 2


FUNCTION = "smooth"
ARGS = (0.3, 0.7)
WRT = (0, 1)
MUST_NOT = (r"np\.sin", r"zeros", r"unbroadcast", r"\+=")

# adjoint
import numpy as np


def smooth_adjoint(x, y, head=1.0):
    """Gradient of smooth with respect to x and y, weighted by head."""
    z = x * y
    # return np.sin(z) + z ** 2
    z_bar = head * (2 * z + np.cos(z))
    return z_bar * y, z_bar * x
