import numpy as np


def f(x):
    y = np.empty(2, dtype=object)
    y[0] = x * x
    return y[0] * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# object_array.py:5: arrays of dtype object are not supported
#     y = np.empty(2, dtype=object)
#         ^
# instead: use one float array for each quantity
