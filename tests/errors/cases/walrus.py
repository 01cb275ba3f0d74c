import numpy as np


def f(x):
    if (y := x * x) > 0:
        return y * x
    return x


FUNCTION = "f"
ARGS = (0.5,)
