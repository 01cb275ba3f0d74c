import numpy as np


def f(x):
    total = 0.0
    for value in {x, x * x}:
        total += value
    return total


FUNCTION = "f"
ARGS = (0.5,)
