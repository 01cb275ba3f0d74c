import numpy as np


def f(x):
    parts = [x, x * x]
    del parts[0]
    return parts[0] * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# del_of_element.py:6: deleting a part of something is not supported
#     del parts[0]
#     ^
# instead: build the list or array that is wanted
