import numpy as np


def f(x):
    y = np.zeros((2, 2))
    np.fill_diagonal(y, x)
    return np.sum(y @ x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# fill_diagonal.py:6: `numpy.fill_diagonal` writes into its argument in a way that is not supported
#     np.fill_diagonal(y, x)
#     ^
# instead: store through an index: `i = np.arange(n); a[i, i] = value`
