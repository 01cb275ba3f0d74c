import numpy as np


def f(x):
    return np.polynomial.Polynomial([x, x * x])(2.0)


FUNCTION = "f"
ARGS = (0.5,)

# error
# numpy_polynomial_object.py:5: a callable that is known only at run time is not supported
#     return np.polynomial.Polynomial([x, x * x])(2.0)
#            ^
# instead: choose among functions by `if`, or keep them in a list or dict of functions
