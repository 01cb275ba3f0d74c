import operator
import numpy as np


def f(x):
    y = np.zeros(2)
    operator.setitem(y, 0, x * x)
    return y[0]


FUNCTION = "f"
ARGS = (0.5,)

# error
# operator_setitem.py:7: `setitem` has neither a derivative rule nor Python source, and might write into its argument
#     operator.setitem(y, 0, x * x)
#     ^
# instead: write it as a statement: `a[index] = value`, `object.name = value`
