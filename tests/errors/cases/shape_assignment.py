import numpy as np


def f(x):
    y = x * x
    y.shape = (2, 1)
    return np.sum(y @ y.T)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# shape_assignment.py:6: assignment to `.shape` of an array is not supported
#     y.shape = (2, 1)
#     ^
# instead: make a new array
