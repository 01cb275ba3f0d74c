import numpy as np


def f(x):
    return np.sum(x * x)


FUNCTION = "f"
ARGS = (np.ma.masked_array([0.5, 0.3], mask=[True, False]),)

# error
# masked_argument.py:4: `x` is of class MaskedArray, a subclass of ndarray that may redefine operators
#     def f(x):
#     ^
# instead: use a plain value: np.asarray(x)
