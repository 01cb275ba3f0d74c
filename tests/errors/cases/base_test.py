import numpy as np


def f(x):
    y = x * x
    z = y[:1]
    z.base[1] = x[0]
    return np.sum(y)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# base_test.py:7: `.base` of an array has no derivative rule: it is the array that the view is of
#     z.base[1] = x[0]
#     ^
# instead: use the array that it is a view of by its own name
