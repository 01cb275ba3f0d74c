import numpy as np


def f(x):
    total = 0.0
    for value in {x, x * x}:
        total += value
    return total


FUNCTION = "f"
ARGS = (0.5,)

# error
# set_of_active.py:6: a set of values that may be active
#     for value in {x, x * x}:
#                  ^
# instead: use a list
