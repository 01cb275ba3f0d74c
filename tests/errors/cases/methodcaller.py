import operator
import numpy as np

TOTAL = operator.methodcaller("sum")


def f(x):
    return TOTAL(x * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# methodcaller.py:8: `methodcaller` has neither a derivative rule nor Python source, and might write into its argument
#     return TOTAL(x * x)
#            ^
# instead: register its derivative with @srcxform.adjoint and @srcxform.tangent
