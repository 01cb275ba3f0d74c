import numpy as np

SHARED = np.array([0.3, 0.7])


def f(a, b):
    a[0] = b[1] * b[1]
    return np.sum(a * b)


FUNCTION = "f"
ARGS = (SHARED, SHARED)
LINE = False
