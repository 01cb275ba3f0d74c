import numpy as np


def f(x):
    y = x * x
    return np.sum(np.asarray(y.data) * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# data_read.py:6: `.data` of an array has no derivative rule: it reads the bytes of numbers
#     return np.sum(np.asarray(y.data) * x)
#                              ^
# instead: use the array itself
