import numpy as np


def f(x):
    y = x * x
    y.ctypes.data
    return np.sum(y)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# ctypes_pointer.py:6: `.ctypes` of an array has no derivative rule: it reads the bytes of numbers
#     y.ctypes.data
#     ^
# instead: register a derivative for the foreign function: @srcxform.adjoint and @srcxform.tangent
