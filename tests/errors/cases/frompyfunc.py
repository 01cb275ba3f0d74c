import numpy as np
square = np.frompyfunc(lambda v: v * v, 1, 1)


def f(x):
    return np.sum(square(x))


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# frompyfunc.py:6: an active value enters `<lambda> (vectorized)`, which has no derivative rule
#     return np.sum(square(x))
#                   ^
# instead: call the Python function on whole arrays, or in a loop
