import numpy as np


def f(x):
    exec("x = 2 * x")
    return x * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# exec_call.py:5: `exec` is not supported in differentiated code
#     exec("x = 2 * x")
#     ^
# instead: name the variables and functions that are meant
