import numpy as np


def scaled(a, b, c=2.0):
    return a * b * c


def f(x):
    return scaled(*x)


FUNCTION = "f"
ARGS = (np.linspace(0.1, 0.9, 40),)

# error
# star_of_array.py:9: the number of items is not known here
#     return scaled(*x)
#                   ^
# instead: unpack a tuple of known length
