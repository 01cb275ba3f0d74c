import numpy as np


def shrunk(a, n):
    if n == 0:
        return a
    return shrunk(a, n - 1)


def f(x):
    a = x.copy()
    same = shrunk(a[1:], 300)
    a[2] = 5.0 * x[0]
    return np.sum(same)


FUNCTION = "f"
ARGS = (np.ones(40),)

# error
# recursion_gives_back_a_view.py:12: a recursive function takes or gives back an array or list that is written in place
#     same = shrunk(a[1:], 300)
#            ^
# instead: pass and give back a copy
