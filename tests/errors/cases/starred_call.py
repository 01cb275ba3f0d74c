import numpy as np


def helper(a, b):
    return a * b


def f(x):
    pair = (x, x * x)
    return helper(*pair)


FUNCTION = "f"
ARGS = (0.5,)
