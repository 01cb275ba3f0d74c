import numpy as np


class Odd(np.ndarray):
    def __mul__(self, other):
        return np.asarray(self) * np.asarray(other) * 100.0


def f(x):
    return np.sum(x.view(Odd) * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# subclass_view_inside.py:10: `.view` as another type reads the bytes of numbers
#     return np.sum(x.view(Odd) * x)
#                   ^
# instead: use `a.astype(dtype)` for another dtype, and `a[:]` for a view
