import numpy as np


def values(x):
    with np.errstate(all="ignore"):
        yield x * x


def f(x):
    total = 0.0
    for value in values(x):
        total += value
    return total


FUNCTION = "f"
ARGS = (0.5,)

# error
# yield_in_with.py:6: a `yield` in a `try` or a `with` is not supported
#     yield x * x
#     ^
# instead: yield behind it, or write a class whose methods open and close
