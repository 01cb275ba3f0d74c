import numpy as np


def f(x):
    global TOTAL
    TOTAL = x * x
    return TOTAL * x


FUNCTION = "f"
ARGS = (0.5,)
