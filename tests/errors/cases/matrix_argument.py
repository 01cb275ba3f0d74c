import numpy as np


def f(x):
    return np.sum(x * x)


FUNCTION = "f"
ARGS = (np.array([[0.5, 0.3], [0.1, 0.2]]).view(np.matrix),)
LINE = False

# error
# `x` is of class matrix, a subclass of ndarray that may redefine operators
# instead: use a plain value: np.asarray(x)
