import numpy as np


def f(x):
    y = x * x
    return y


FUNCTION = "f"
ARGS = (0.5,)
OF = "z"
LINE = False

# error
# unknown_of.py:4: of='z': `f` has no such parameter or local variable at its exit
#     def f(x):
#     ^
# instead: the parameters are `x`, the local variables `y`
