import numpy as np


CUBE = np.frompyfunc(lambda t: t * t * t, 1, 1)


def f(x):
    y = x * 2
    return CUBE(y) + y


FUNCTION = "f"
ARGS = (0.5,)

# error
# no_rule_for_ufunc.py:9: an active value enters `<lambda> (vectorized)`, which has no derivative rule
#     return CUBE(y) + y
#            ^
# instead: call the Python function on whole arrays, or in a loop
