import numpy as np


def f(x):
    from math import sin
    return sin(x) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# import_inside.py:5: an import inside the function is not supported
#     from math import sin
#     ^
# instead: import at the top of the module
