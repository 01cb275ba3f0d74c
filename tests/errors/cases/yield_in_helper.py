import numpy as np


def values(x):
    yield x * x


def f(x):
    total = 0.0
    for value in values(x):
        total += value
    return total


FUNCTION = "f"
ARGS = (0.5,)

# error
# yield_in_helper.py:5: generators are not supported
#     yield x * x
#     ^
# instead: build a list or a tuple and return it
