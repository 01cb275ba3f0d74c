import numpy as np


def f(x):
    return x + eval("x * x")


FUNCTION = "f"
ARGS = (0.5,)
