import numpy as np


def f(x):
    return "text"


FUNCTION = "f"
ARGS = (0.5,)
LINE = False
