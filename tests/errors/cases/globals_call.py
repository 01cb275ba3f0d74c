import numpy as np


def f(x):
    globals()["SCALE"] = x
    return x * SCALE


FUNCTION = "f"
ARGS = (0.5,)
