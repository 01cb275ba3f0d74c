import numpy as np


def f(x):
    return x * x


FUNCTION = "f"
ARGS = (0.5,)
WRT = 3
LINE = False
REVERSE_ONLY = True
