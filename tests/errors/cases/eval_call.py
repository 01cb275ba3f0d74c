import numpy as np


def f(x):
    return x + eval("x * x")


FUNCTION = "f"
ARGS = (0.5,)

# error
# eval_call.py:5: `eval` is not supported in differentiated code
#     return x + eval("x * x")
#                ^
# instead: name the variables and functions that are meant
