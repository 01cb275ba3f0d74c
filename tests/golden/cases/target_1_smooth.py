"""Straight line: no tape, nothing unused."""
import numpy as np


def smooth(x, y):
    z = x * y
    return np.sin(z) + z ** 2


FUNCTION = "smooth"
ARGS = (0.3, 0.7)
WRT = (0, 1)
MUST_NOT = (r"np\.sin", r"zeros", r"unbroadcast", r"\+=")
