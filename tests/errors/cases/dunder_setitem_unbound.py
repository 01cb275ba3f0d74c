import numpy as np


def f(x):
    y = np.zeros(2)
    np.ndarray.__setitem__(y, 0, x * x)
    return y[0]


FUNCTION = "f"
ARGS = (0.5,)

# error
# dunder_setitem_unbound.py:6: `__setitem__` has neither a derivative rule nor Python source, and might write into its argument
#     np.ndarray.__setitem__(y, 0, x * x)
#     ^
# instead: write it as a statement: `a[index] = value`, `object.name = value`
