import numpy as np

SHARED = np.array([0.3, 0.7, 0.2])


def f(a):
    SHARED[0] = a[1] * a[1]
    return np.sum(a)


FUNCTION = "f"
ARGS = (SHARED[:2],)

# error
# global_written_that_an_argument_views.py:7: two arguments share memory and one of them is written in place
#     SHARED[0] = a[1] * a[1]
#     ^
# instead: pass copies: x.copy()
