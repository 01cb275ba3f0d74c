import numpy as np


def f(x):
    return np.bmat([[x, x], [x, x]]).sum()


FUNCTION = "f"
ARGS = (np.eye(2),)

# error
# left_out_numpy.py:5: an active value enters `numpy.bmat`, which has no derivative rule: it is of class `np.matrix`, whose operators mean other things
#     return np.bmat([[x, x], [x, x]]).sum()
#            ^
# instead: use plain arrays
