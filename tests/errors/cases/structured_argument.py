import numpy as np


def f(p):
    return np.sum(p["u"] * p["v"])


FUNCTION = "f"
ARGS = (np.zeros(2, dtype=[("u", float), ("v", float)]),)

# error
# structured_argument.py:4: arrays of dtype [('u', '<f8'), ('v', '<f8')] are not supported
#     def f(p):
#     ^
# instead: use one float array for each quantity
