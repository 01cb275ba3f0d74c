import numpy as np


def f(x):
    total = x

    def add(value):
        nonlocal total
        total = total + value * x

    add(x)
    return total


FUNCTION = "f"
ARGS = (0.5,)
