import numpy as np


def f(x):
    return np.sum(np.piecewise(x, [x < 0.4, x >= 0.4], [lambda v: v, lambda v: v * v]))


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# piecewise.py:5: an object is handed to `numpy.piecewise`, whose source is not available
#     return np.sum(np.piecewise(x, [x < 0.4, x >= 0.4], [lambda v: v, lambda v: v * v]))
#                   ^
# instead: use `np.where` or `np.select`
