import numpy as np


def f(x):
    globals()["SCALE"] = x
    return x * SCALE


FUNCTION = "f"
ARGS = (0.5,)

# error
# globals_call.py:5: `globals` gives variables by names that are computed
#     globals()["SCALE"] = x
#     ^
# instead: use the variables by their names
