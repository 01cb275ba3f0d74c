import numpy as np


def f(x):
    y = x * x
    return np.sum(np.frombuffer(y) * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# frombuffer_of_array.py:6: an active value enters `numpy.frombuffer`, which has no derivative rule: it reads the bytes of numbers
#     return np.sum(np.frombuffer(y) * x)
#                   ^
# instead: use the array itself
