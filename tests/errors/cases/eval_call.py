import numpy as np


def f(x):
    return x + eval("x * x")


FUNCTION = "f"
ARGS = (0.5,)

# error
# eval_call.py:5: `eval` runs a text that is not known when the gradient is made
#     return x + eval("x * x")
#                ^
# instead: write the code itself, or make a function of the text: srcxform.from_source
