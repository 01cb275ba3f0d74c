import numpy as np


def f(x):
    y = x * x
    return y


FUNCTION = "f"
ARGS = (0.5,)
OF = "z"
LINE = False
