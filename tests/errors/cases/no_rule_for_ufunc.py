import numpy as np


CUBE = np.frompyfunc(lambda t: t * t * t, 1, 1)


def f(x):
    y = x * 2
    return CUBE(y) + y


FUNCTION = "f"
ARGS = (0.5,)
