import numpy as np


def f(x):
    k = np.zeros(2, dtype=int)
    k[0] = x * 10
    return k[0] * x


FUNCTION = "f"
ARGS = (0.5,)
