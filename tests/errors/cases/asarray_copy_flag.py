import numpy as np


def f(x, flag):
    y = np.asarray(x, copy=flag)
    y[0] = x[1]
    return np.sum(y * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]), True)

# error
# asarray_copy_flag.py:5: this operation copied its argument, and the program writes into one of the two afterwards
#     y = np.asarray(x, copy=flag)
#         ^
# instead: copy before writing, by name: `y = x.copy()`
