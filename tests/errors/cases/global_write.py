import numpy as np


def f(x):
    global TOTAL
    TOTAL = x * x
    return TOTAL * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# global_write.py:5: assigning a global variable is not supported
#     global TOTAL
#     ^
# instead: return the new value
