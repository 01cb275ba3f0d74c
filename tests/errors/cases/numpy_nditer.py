import numpy as np


def f(x):
    total = 0.0
    for v in np.nditer(x):
        total = total + v * v
    return total


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# numpy_nditer.py:6: iteration over this object is not supported
#     for v in np.nditer(x):
#              ^
# instead: iterate over a range, an array, a list or a tuple
