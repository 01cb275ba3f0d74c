import numpy as np


def f(x):
    return np.sum(x.astype(object) * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# object_array_by_astype.py:5: arrays of dtype object are not supported
#     return np.sum(x.astype(object) * x)
#                   ^
# instead: use one float array for each quantity
