import numpy as np


def f(x):
    return np.sum(x.astype(str).astype(float))


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# tolist_of_strings.py:5: active values are turned into text
#     return np.sum(x.astype(str).astype(float))
#                   ^
# instead: compute with the values
