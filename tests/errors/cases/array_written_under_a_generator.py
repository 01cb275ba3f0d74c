import numpy as np


def f(x):
    y = x * 1.0
    total = 0.0
    for v in (2.0 * each for each in y):
        y[2] = v
        total += v
    return total


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# array_written_under_a_generator.py:7: `y` is written while what is made of it item by item is iterated
#     for v in (2.0 * each for each in y):
#     ^
# instead: make a list of it before the loop: `list(...)`
