import numpy as np


def f(x):
    return x * x


FUNCTION = "f"
ARGS = (0.5,)
WRT = 3
LINE = False
REVERSE_ONLY = True

# error
# wrt_position_out_of_range.py:4: wrt=3: `f` has 1 parameter
#     def f(x):
#     ^
# instead: positions count from 0; the parameters are `x`
