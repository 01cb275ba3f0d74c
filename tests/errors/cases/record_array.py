import numpy as np


def f(x):
    p = np.rec.fromarrays([x, x * x], names="u,v")
    return np.sum(p.u * p.v)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# record_array.py:6: `.u` of an array has no derivative rule
#     return np.sum(p.u * p.v)
#                   ^
# instead: call a NumPy function that does the same
