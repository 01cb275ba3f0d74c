"""An active variable captured by an inner function: an argument in disguise."""
import numpy as np


def outer(x, y):
    def inner(t):
        return np.sin(t) * y

    return inner(x) + inner(x * y)


FUNCTION = "outer"
ARGS = (0.3, 0.7)
WRT = (0, 1)
