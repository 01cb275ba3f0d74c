import numpy as np


def f(x):
    y = x * x
    return y


FUNCTION = "f"
ARGS = (0.5,)
WRT = "z"
LINE = False
REVERSE_ONLY = True

# error
# unknown_wrt.py:4: wrt='z': `f` has no such parameter or local variable
#     def f(x):
#     ^
# instead: the parameters are `x`, the local variables `y`
