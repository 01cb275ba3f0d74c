import numpy as np


def f(x):
    exec("x = 2 * x")
    return x * x


FUNCTION = "f"
ARGS = (0.5,)
