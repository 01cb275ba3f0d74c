import numpy as np


def f(x, flag):
    y = np.array(x, copy=flag)
    y[0] = 2.0
    return np.sum(y * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]), None)

# error
# copy_unknown.py:5: whether this copies is known only at run time
#     y = np.array(x, copy=flag)
#         ^
# instead: leave `copy=` out
