import numpy as np


def f(x, y):
    a, b = np.atleast_1d(x, y)
    b *= 2.0
    return (a * b).sum()


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]), np.array([0.1, 0.7]))

# error
# views_of_several_written.py:5: views of several arrays are made at once, and one of them is written
#     a, b = np.atleast_1d(x, y)
#            ^
# instead: call the function for each array by itself
