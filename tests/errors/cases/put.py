import numpy as np


def f(x):
    y = np.zeros(2)
    np.put(y, [0], x[1])
    return np.sum(y * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# put.py:6: `numpy.put` writes into its argument in a way that is not supported
#     np.put(y, [0], x[1])
#     ^
# instead: call what it wraps: `put.__wrapped__`
