import numpy as np


@np.vectorize
def square(x):
    return x * x


def f(x):
    return np.sum(square(x))


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# vectorize.py:10: an active value enters `square`, which has no derivative rule
#     return np.sum(square(x))
#                   ^
# instead: call the Python function on whole arrays, or in a loop
