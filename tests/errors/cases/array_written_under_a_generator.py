import numpy as np


def f(x):
    y = x * 1.0
    total = 0.0
    for k, v in enumerate(2.0 * each for each in y if each > 0.0):
        y[2] = v
        total += k * v
    return total


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# array_written_under_a_generator.py:7: what a generator reads changes while its items are iterated
#     for k, v in enumerate(2.0 * each for each in y if each > 0.0):
#     ^
# instead: make a list of it before the loop, if the items are to be those of before: `list(...)`
