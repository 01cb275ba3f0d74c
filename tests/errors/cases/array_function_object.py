import numpy as np


class Wrapped:
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return inputs[0] * 100.0


K = Wrapped()


def f(x):
    return np.sum(np.multiply(x, K))


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# array_function_object.py:13: a `Wrapped` is handed to `numpy.multiply`
#     return np.sum(np.multiply(x, K))
#                   ^
# instead: hand over its arrays and numbers
