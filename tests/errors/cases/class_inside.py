import numpy as np


def f(x):
    class Local:
        value = x * x

    return Local.value


FUNCTION = "f"
ARGS = (0.5,)
