import numpy as np


def f(x):
    return float(str(x)) * x


FUNCTION = "f"
ARGS = (0.5,)
