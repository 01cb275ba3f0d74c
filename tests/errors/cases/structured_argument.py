import numpy as np


def f(p):
    return np.sum(p["u"] * p["v"])


FUNCTION = "f"
ARGS = (np.zeros(2, dtype=[("u", float), ("v", float)]),)
LINE = False

# error
# arrays of dtype [('u', '<f8'), ('v', '<f8')] are not supported
# instead: use one float array for each quantity
