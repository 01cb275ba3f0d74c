import numpy as np


def f(x):
    return np.sine(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# missing_attribute.py:5: `numpy` has no attribute `sine`
#     return np.sine(x)
#            ^
# instead: perhaps `sin` or `single` or `size` is meant
