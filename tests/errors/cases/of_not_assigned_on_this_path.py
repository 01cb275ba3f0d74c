import numpy as np


def f(x):
    if x > 1:
        y = x * x
    return x


FUNCTION = "f"
ARGS = (0.5,)
OF = "y"
