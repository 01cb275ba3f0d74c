import numpy as np


def f(x):
    q = x[0] if x[0] > 0.7 else np.array(x[1])
    p = q
    p *= 2.0
    return p * q


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# augmented_number_or_array.py:7: an array is augmented that may have another name, and that is known only now
#     p *= 2.0
#     ^
# instead: write `x = x + y`, or `x[...] += y` for an array
