import numpy as np


def f(x):
    total = x

    def add(value):
        nonlocal total
        total = total + value * x

    add(x)
    return total


FUNCTION = "f"
ARGS = (0.5,)

# error
# nonlocal_write.py:8: assigning a variable of an enclosing function is not supported
#     nonlocal total
#     ^
# instead: return the new value
