import numpy as np


def f(x):
    y = x * x
    y.data[0] = 3.0
    return np.sum(y)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# data_write.py:6: `.data` of an array has no derivative rule: it reads the bytes of numbers
#     y.data[0] = 3.0
#     ^
# instead: use the array itself
