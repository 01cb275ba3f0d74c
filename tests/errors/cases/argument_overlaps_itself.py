import numpy as np

ROWS = np.lib.stride_tricks.as_strided(np.array([0.1, 0.2, 0.3]), (2, 2), (8, 8))


def f(a):
    a[0] = 2 * a[1]
    return np.sum(a * a)


FUNCTION = "f"
ARGS = (ROWS,)

# error
# argument_overlaps_itself.py:7: the argument `a` overlaps itself in memory and is written in place
#     a[0] = 2 * a[1]
#     ^
# instead: pass a copy: a.copy()
