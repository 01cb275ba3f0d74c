import numpy as np


def f(x):
    y = x * x
    y.resize((4,), refcheck=False)
    return np.sum(y)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# resize_in_place.py:6: `.resize` changes the array in a way that is not supported
#     y.resize((4,), refcheck=False)
#     ^
# instead: use np.resize where it exists, or store with a subscript
