import numpy as np


def f(x):
    with open("nothing") as stream:
        y = x * x
    return y


FUNCTION = "f"
ARGS = (0.5,)
