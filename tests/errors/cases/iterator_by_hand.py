import numpy as np


def f(x):
    items = iter([x, x * x])
    return next(items) * next(items)


FUNCTION = "f"
ARGS = (0.5,)

# error
# iterator_by_hand.py:5: `iter` is not supported in differentiated code
#     items = iter([x, x * x])
#             ^
# instead: name the variables and functions that are meant
