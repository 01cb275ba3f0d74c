import numpy as np


def f(x):
    m = np.ma.masked_greater(x, 0.4)
    return np.sum(m * m)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# masked_inside.py:5: an active value enters `numpy.ma.core.masked_greater`, which has no derivative rule
#     m = np.ma.masked_greater(x, 0.4)
#         ^
# instead: use a plain array and a mask of its own: `np.where(mask, ...)`
