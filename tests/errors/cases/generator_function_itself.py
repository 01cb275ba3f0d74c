import numpy as np


def f(x):
    yield x * x


FUNCTION = "f"
ARGS = (0.5,)
