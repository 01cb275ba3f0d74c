import numpy as np


class Box:
    pass


BOX = Box()


def f(x):
    BOX.value = x * x
    return BOX.value * x


FUNCTION = "f"
ARGS = (0.5,)
