import numpy as np


def f(x):
    a = np.array([1.0, 1e300, 2.0]) * 1.0
    try:
        with np.errstate(over="raise"):
            a[:2] *= x
    except FloatingPointError:
        a[2] = a[2] * x
    return a[0] + a[2]


FUNCTION = "f"
ARGS = (1e10,)

# error
# try_in_place_floating_point.py:8: an operation in place failed after it wrote its result
#     a[:2] *= x
#     ^
# instead: compute inside the `try`, and store after it
