import numpy as np


def f(x):
    y = x * x
    return np.sum(np.asarray(y.data) * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# data_read.py:6: `.data` of an array has no rule
#     return np.sum(np.asarray(y.data) * x)
#                              ^
# instead: call the NumPy function that does the same
