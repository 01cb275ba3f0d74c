import numpy as np


def f(x):
    return np.sum(np.apply_along_axis(lambda r: r * r, 0, x))


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# apply_along_axis.py:5: a local function is handed to `numpy.apply_along_axis`, whose source is not available
#     return np.sum(np.apply_along_axis(lambda r: r * r, 0, x))
#                   ^
# instead: call the function on whole arrays, or write the loop
