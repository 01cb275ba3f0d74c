import numpy as np


def f(x):
    items = iter(x)
    return next(items), items


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# iterator_given_back.py:6: an iterator is given back
#     return next(items), items
#            ^
# instead: give back a list: `list(...)`
