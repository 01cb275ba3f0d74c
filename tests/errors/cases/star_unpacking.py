import numpy as np


def f(x):
    first, *rest = [x, x * x, 2 * x]
    return first * rest[0]


FUNCTION = "f"
ARGS = (0.5,)
