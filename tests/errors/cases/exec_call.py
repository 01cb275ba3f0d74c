import numpy as np


def f(x):
    exec("x = 2 * x")
    return x * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# exec_call.py:5: `exec` runs a text that is not known when the gradient is made
#     exec("x = 2 * x")
#     ^
# instead: write the code itself, or make a function of the text: srcxform.from_source
