import numpy as np


def f(x):
    for k in range(3):
        if x > k:
            y = x * k
        if x < -k:
            y = x + k
    return x


FUNCTION = "f"
ARGS = (0.0,)
WRT = "y"
REVERSE_ONLY = True

# error
# wrt_not_assigned_on_this_path.py:9: the path that ran never assigned `y`: it did not come to line 7 or 9
#     y = x + k
#     ^
# instead: assign the name on every path, and not in a function that then raises an exception which is caught
