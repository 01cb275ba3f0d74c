import numpy as np


class Odd(np.ndarray):
    def __mul__(self, other):
        return np.asarray(self) * np.asarray(other) * 100.0


M = np.array([1.0, 2.0]).view(Odd)


def f(x):
    return np.sum(M * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# subclass_global.py:13: `M` is of class Odd, a subclass of ndarray that may redefine operators
#     return np.sum(M * x)
#                   ^
# instead: use a plain value: np.asarray(M)
