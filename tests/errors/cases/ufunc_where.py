import numpy as np


def f(x):
    return np.sum(np.multiply(x, x, where=x > 0.4))


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# ufunc_where.py:5: `where=` without `out=` gives uninitialised memory at the other places
#     return np.sum(np.multiply(x, x, where=x > 0.4))
#                   ^
# instead: give `out=` too
