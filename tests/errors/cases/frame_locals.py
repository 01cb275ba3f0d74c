import sys


def f(x):
    y = x * x
    return sys._getframe().f_locals["y"]


FUNCTION = "f"
ARGS = (0.5,)

# error
# frame_locals.py:6: `.f_locals` of an array has no rule
#     return sys._getframe().f_locals["y"]
#            ^
# instead: call the NumPy function that does the same
