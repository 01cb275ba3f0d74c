import numpy as np


def f(x):
    y = x * x
    y.dtype = np.int64
    return np.sum(x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# dtype_assignment.py:6: assignment to `.dtype` of an array is not supported
#     y.dtype = np.int64
#     ^
# instead: make a new array
