import numpy as np


def f(x):
    p = np.zeros(2, dtype=[("u", float), ("v", float)])
    p["u"] = x
    p["v"] = x * x
    return np.sum(p["u"] * p["v"])


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# structured_array.py:5: arrays of dtype [('u', '<f8'), ('v', '<f8')] are not supported
#     p = np.zeros(2, dtype=[("u", float), ("v", float)])
#         ^
# instead: use one float array for each quantity
