import numpy as np


def f(x):
    q = x[0] if x[0] > 0.7 else np.array(x[1])
    p = q
    p *= 2.0
    return p * q


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# augmented_number_or_array.py:7: it is not known here whether this augments a number or an array that has another name
#     p *= 2.0
#     ^
# instead: write `x = x + y`, or `x[...] += y` for an array
