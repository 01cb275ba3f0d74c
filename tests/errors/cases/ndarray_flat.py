import numpy as np


def f(x):
    y = np.zeros(2)
    y.flat[0] = x[0] * x[1]
    return y[0]


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# ndarray_flat.py:6: `.flat` of an array has no derivative rule
#     y.flat[0] = x[0] * x[1]
#     ^
# instead: index the array, or use `a.ravel()`
