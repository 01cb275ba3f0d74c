import numpy as np


def helper(x):
    try:
        return x * x
    finally:
        print("done")


def f(x):
    return helper(x) * x


FUNCTION = "f"
ARGS = (0.5,)
