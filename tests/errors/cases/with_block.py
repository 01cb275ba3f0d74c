import numpy as np


def f(x):
    with open("nothing") as stream:
        y = x * x
    return y


FUNCTION = "f"
ARGS = (0.5,)

# error
# with_block.py:5: `open` opens a file while the function runs
#     with open("nothing") as stream:
#          ^
# instead: do it outside of the function, and pass what it gives as an argument
