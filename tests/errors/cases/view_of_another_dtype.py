import numpy as np


def f(x):
    y = (x * x).view(np.int64)
    return np.sum(y.view(np.float64) * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# view_of_another_dtype.py:5: `.view` as another type reads the bytes of numbers
#     y = (x * x).view(np.int64)
#         ^
# instead: use `a.astype(dtype)` for another dtype, and `a[:]` for a view
