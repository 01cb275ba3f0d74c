import numpy as np


def f(x):
    y = np.ones(2)
    np.multiply.at(y, [0, 0], x[0])
    return y[0]


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# ufunc_at.py:6: `at` writes into its argument in a way that is not supported
#     np.multiply.at(y, [0, 0], x[0])
#     ^
# instead: store with a subscript: `a[index] = value`
