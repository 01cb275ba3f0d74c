import numpy as np


def f(x):
    y = np.empty(2, dtype=object)
    y[0] = x * x
    return y[0] * x


FUNCTION = "f"
ARGS = (0.5,)
