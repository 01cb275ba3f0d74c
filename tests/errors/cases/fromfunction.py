import numpy as np


def f(x):
    return np.sum(np.fromfunction(lambda i: x * i, (3,)))


FUNCTION = "f"
ARGS = (0.5,)

# error
# fromfunction.py:5: a local function is handed to `numpy.fromfunction`, whose source is not available
#     return np.sum(np.fromfunction(lambda i: x * i, (3,)))
#                   ^
# instead: compute with `np.arange` or `np.indices`
