import numpy as np


def f(x):
    y = x * x
    y.sort()
    return y[0]


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# ndarray_sort.py:6: `.sort` changes the array in a way that is not supported
#     y.sort()
#     ^
# instead: use np.sort where it exists, or store with a subscript
