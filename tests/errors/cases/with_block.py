import numpy as np


def f(x):
    with open("nothing") as stream:
        y = x * x
    return y


FUNCTION = "f"
ARGS = (0.5,)

# error
# with_block.py:5: `with` is not supported yet
#     with open("nothing") as stream:
#     ^
# instead: enter it around the call
