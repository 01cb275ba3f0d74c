import numpy as np

SHARED = np.array([0.3, 0.7])


def f(a, b):
    a[0] = b[1] * b[1]
    return np.sum(a * b)


FUNCTION = "f"
ARGS = (SHARED, SHARED)
LINE = False

# error
# same_array_twice_and_written.py:7: two arguments share memory and one of them is written in place
#     a[0] = b[1] * b[1]
#     ^
# instead: pass copies: x.copy()
