import numpy as np


def f(x):
    y = np.array(x, copy=False)
    y[0] = 2.0
    return np.sum(y * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# copy_false.py:5: whether this copies is known only at run time
#     y = np.array(x, copy=False)
#         ^
# instead: leave `copy=` out
