import numpy as np

M = np.array([[1.0, 2.0], [3.0, 4.0]]).view(np.matrix)


def f(x):
    return np.sum(M * x)


FUNCTION = "f"
ARGS = (np.array([[0.5, 0.3], [0.2, 0.1]]),)

# error
# matrix_global.py:7: `M` is of class matrix, a subclass of ndarray that may redefine operators
#     return np.sum(M * x)
#                   ^
# instead: use a plain value: np.asarray(M)
