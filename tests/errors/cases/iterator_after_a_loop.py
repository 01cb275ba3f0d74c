import numpy as np


def f(x):
    items = iter(x)
    total = next(items)
    for v in items:
        total += v * next(items, 1.0)
    return total


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# iterator_after_a_loop.py:8: an iterator is read after a loop or a call that may have consumed it
#     total += v * next(items, 1.0)
#                  ^
# instead: make a list of it: `list(...)`
