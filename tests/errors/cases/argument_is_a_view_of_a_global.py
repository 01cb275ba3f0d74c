import numpy as np

SHARED = np.array([0.3, 0.7, 0.2])


def f(a):
    a[0] = SHARED[1] * a[1]
    return np.sum(a * SHARED[:2])


FUNCTION = "f"
ARGS = (SHARED[:2],)

# error
# argument_is_a_view_of_a_global.py:7: two arguments share memory and one of them is written in place
#     a[0] = SHARED[1] * a[1]
#     ^
# instead: pass copies: x.copy()
