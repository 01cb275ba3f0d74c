import numpy as np


def fill(a, x):
    a[0] = x * x
    a[1] = 1.0 / x
    return a


def f(x):
    a = np.zeros(2)
    try:
        fill(a, x)
    except ZeroDivisionError:
        a[1] = x
    return np.sum(a)


FUNCTION = "f"
ARGS = (0.5,)

# error
# try_half_done.py:5: an array or a list is written in place inside `try`, and something may fail after that
#     a[0] = x * x
#     ^
# instead: compute inside the `try`, and write after it
