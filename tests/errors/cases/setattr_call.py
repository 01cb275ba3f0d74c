import numpy as np


class Box:
    pass


def f(x):
    box = Box()
    setattr(box, "value", x * x)
    return box.value * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# setattr_call.py:10: `setattr` is not supported in differentiated code
#     setattr(box, "value", x * x)
#     ^
# instead: name the variables and functions that are meant
