import numpy as np


def work(a, n):
    a[n % 40] *= 1.01
    if n == 300:
        raise ValueError
    work(a, n + 1)


def f(x):
    a = x * 1.0
    try:
        work(a, 0)
    except ValueError:
        a[0] *= 3.0
    return np.sum(a)


FUNCTION = "f"
ARGS = (np.ones(40),)

# error
# recursion_in_place_inside_try.py:14: a recursive function takes or gives back an array or list that is written in place
#     work(a, 0)
#     ^
# instead: pass and give back a copy
