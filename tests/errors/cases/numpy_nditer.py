import numpy as np


def f(x):
    total = 0.0
    for v in np.nditer(x):
        total = total + v * v
    return total


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# numpy_nditer.py:6: `np.nditer` takes the elements in the order of memory
#     for v in np.nditer(x):
#              ^
# instead: iterate over `a.ravel()`, or over places: `np.ndindex(a.shape)`
