import numpy as np

SHARED = np.array([0.3, 0.7, 0.2])


def f(a, b):
    a *= b
    return np.sum(a * b)


FUNCTION = "f"
ARGS = (SHARED[:2], SHARED[1:])

# error
# views_that_overlap_and_written.py:7: two arguments share memory and one of them is written in place
#     a *= b
#     ^
# instead: pass copies: x.copy()
