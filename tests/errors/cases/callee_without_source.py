import numpy as np


NAMES = {}
exec("def hidden(x): return x * x", NAMES)
hidden = NAMES["hidden"]


def f(x):
    return x * hidden(x)


FUNCTION = "f"
ARGS = (0.5,)
