import ctypes


def f(x):
    a = (ctypes.c_double * 2)(x, x * x)
    return a[0] * a[1]


FUNCTION = "f"
ARGS = (0.5,)

# error
# ctypes_array.py:5: `c_double_Array_2` has neither a derivative rule nor Python source, and might keep its argument
#     a = (ctypes.c_double * 2)(x, x * x)
#         ^
# instead: register its derivative with @srcxform.adjoint and @srcxform.tangent
