"""The same on arrays: unbroadcast where ranks do not rule it out."""
import numpy as np


def smooth(x, y):
    z = x * y
    return np.sin(z) + z ** 2


FUNCTION = "smooth"
ARGS = (np.array([0.3, -0.4]), np.array([[0.7, 0.2], [0.1, 0.9]]))
WRT = (0, 1)
MUST_NOT = (r"np\.sin", r"zeros")
