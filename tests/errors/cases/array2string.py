import numpy as np


def f(x):
    return np.sum(np.fromstring(np.array2string(x)[1:-1], sep=" "))


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# array2string.py:5: a number is made from the text of an active value
#     return np.sum(np.fromstring(np.array2string(x)[1:-1], sep=" "))
#                                 ^
# instead: compute with the value itself
