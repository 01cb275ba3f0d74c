import ctypes

LIB = ctypes.CDLL(None)
LIB.cos.restype = ctypes.c_double
LIB.cos.argtypes = [ctypes.c_double]


def f(x):
    return LIB.cos(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# ctypes_function.py:9: `cos` has neither a derivative rule nor Python source, and might keep its argument
#     return LIB.cos(x)
#            ^
# instead: register its derivative with @srcxform.adjoint and @srcxform.tangent
