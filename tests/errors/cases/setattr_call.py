import numpy as np


class Box:
    pass


def f(x):
    box = Box()
    setattr(box, "value", x * x)
    return box.value * x


FUNCTION = "f"
ARGS = (0.5,)
