import numpy as np

K = np.array([2.0, 3.0], dtype=object)


def f(x):
    return K[0] * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# object_array_global.py:7: arrays of dtype object are not supported
#     return K[0] * x
#            ^
# instead: use one float array for each quantity
