import functools

import numpy as np


def f(x):
    u = x.copy()

    def items():
        for k in range(3):
            yield u[k]

    def combine(a, b):
        u[:] = u * 1.5
        return a * b

    return functools.reduce(combine, items())


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# generator_function_changed.py:17: what a generator reads changes while its items are iterated
#     return functools.reduce(combine, items())
#            ^
# instead: make a list of it before the loop, if the items are to be those of before: `list(...)`
