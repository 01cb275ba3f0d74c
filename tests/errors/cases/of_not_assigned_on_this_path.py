import numpy as np


def f(x):
    if x > 1:
        y = x * x
    return x


FUNCTION = "f"
ARGS = (0.5,)
OF = "y"

# error
# of_not_assigned_on_this_path.py:6: the path that ran never assigned `y`: it did not come to line 6
#     y = x * x
#     ^
# instead: assign the name on every path, and not in a function that then raises an exception which is caught
