import numpy as np


def f(x):
    return x * x


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)
HEAD = np.ones((3, 2))
REVERSE_ONLY = True

# error
# head_has_more_axes.py:4: the output has 1 axes, and its head 2
#     def f(x):
#     ^
# instead: pass a head with the structure and shape of the output
