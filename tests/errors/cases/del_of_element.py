import numpy as np


def f(x):
    parts = [x, x * x]
    del parts[0]
    return parts[0] * x


FUNCTION = "f"
ARGS = (0.5,)
