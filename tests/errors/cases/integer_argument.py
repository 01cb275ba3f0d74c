import numpy as np


def f(n):
    return n * n


FUNCTION = "f"
ARGS = (3,)
LINE = False
REVERSE_ONLY = True
