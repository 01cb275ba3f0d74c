import numpy as np


def f(n):
    return n * n


FUNCTION = "f"
ARGS = (np.array([1, 2]),)
LINE = False
REVERSE_ONLY = True
