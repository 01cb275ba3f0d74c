import numpy as np


def f(x):
    return np.argmax(x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# output_is_an_index.py:4: `f` returns no float, so there is nothing to differentiate
#     def f(x):
#     ^
# instead: return a float or an array of floats, or name what is meant by of=...
