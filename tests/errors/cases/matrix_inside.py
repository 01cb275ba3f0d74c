import numpy as np


def f(x):
    m = np.matrix(x)
    return np.sum(m * m.T)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# matrix_inside.py:5: an active value enters `numpy.matrix`, which has no derivative rule: it is of class `np.matrix`, whose operators mean other things
#     m = np.matrix(x)
#         ^
# instead: use a plain array, and `@` for products
