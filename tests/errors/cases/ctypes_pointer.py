import numpy as np


def f(x):
    y = x * x
    y.ctypes.data
    return np.sum(y)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# ctypes_pointer.py:6: `.ctypes` of an array has no rule
#     y.ctypes.data
#     ^
# instead: call the NumPy function that does the same
