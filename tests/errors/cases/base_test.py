import numpy as np


def f(x):
    y = x * x
    z = y[:1]
    z.base[1] = x[0]
    return np.sum(y)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# base_test.py:7: `.base` of an array has no rule
#     z.base[1] = x[0]
#     ^
# instead: call the NumPy function that does the same
