import numpy as np


def f(x):
    from math import sin
    return sin(x) * x


FUNCTION = "f"
ARGS = (0.5,)
