import numpy as np


def f(x):
    globals()["SCALE"] = x
    return x * SCALE


FUNCTION = "f"
ARGS = (0.5,)

# error
# globals_call.py:5: `globals` is not supported in differentiated code
#     globals()["SCALE"] = x
#     ^
# instead: name the variables and functions that are meant
