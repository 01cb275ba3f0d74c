import numpy as np


def f(x):
    items = enumerate([x, x * x])
    return next(items)[1] * next(items)[1]


FUNCTION = "f"
ARGS = (0.5,)

# error
# iterator_by_hand.py:5: an iterator is read at more than one place or time, so how far it was consumed matters
#     items = enumerate([x, x * x])
#             ^
# instead: write it in the `for` statement itself, or make a list of it
