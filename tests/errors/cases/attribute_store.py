import numpy as np


class Box:
    pass


BOX = Box()


def f(x):
    BOX.value = x * x
    return BOX.value * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# attribute_store.py:12: assigning an attribute is not supported
#     BOX.value = x * x
#     ^
# instead: keep the state in local variables and arrays
