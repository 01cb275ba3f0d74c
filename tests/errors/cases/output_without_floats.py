import numpy as np


def f(x):
    return "text"


FUNCTION = "f"
ARGS = (0.5,)
LINE = False

# error
# output_without_floats.py:4: `f` returns no float, so there is nothing to differentiate
#     def f(x):
#     ^
# instead: return a float or an array of floats, or name what is meant by of=...
