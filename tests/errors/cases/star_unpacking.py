import numpy as np


def f(x):
    first, *rest = [x, x * x, 2 * x]
    return first * rest[0]


FUNCTION = "f"
ARGS = (0.5,)

# error
# star_unpacking.py:5: a starred target is not supported
#     first, *rest = [x, x * x, 2 * x]
#            ^
# instead: index or slice the sequence
