import numpy as np


def add(a, b):
    return a * b


def f(x):
    return add(*x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# star_of_array.py:9: the number of items is not known here
#     return add(*x)
#                ^
# instead: unpack a tuple of known length
