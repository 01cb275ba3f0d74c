import numpy as np


def f(n):
    return n * n


FUNCTION = "f"
ARGS = (3,)
LINE = False
REVERSE_ONLY = True

# error
# integer_argument.py:4: the argument `n` holds no floats, so it has no gradient
#     def f(n):
#     ^
# instead: pass a float or a float array: x.astype(float), float(x)
