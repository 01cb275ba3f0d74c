import numpy as np


def f(x):
    return np.sum(x * x)


FUNCTION = "f"
ARGS = (np.array([[0.5, 0.3], [0.1, 0.2]]).view(np.matrix),)

# error
# matrix_argument.py:4: `x` is of class matrix, a subclass of ndarray that may redefine operators
#     def f(x):
#     ^
# instead: use a plain value: np.asarray(x)
