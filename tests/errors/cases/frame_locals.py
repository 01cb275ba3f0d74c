import sys


def f(x):
    y = x * x
    return sys._getframe().f_locals["y"]


FUNCTION = "f"
ARGS = (0.5,)

# error
# frame_locals.py:6: `_getframe` gives variables by names that are computed
#     return sys._getframe().f_locals["y"]
#            ^
# instead: use the variables by their names
