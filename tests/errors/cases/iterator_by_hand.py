import numpy as np


def f(x):
    items = iter([x, x * x])
    return next(items) * next(items)


FUNCTION = "f"
ARGS = (0.5,)
