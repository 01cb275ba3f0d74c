import numpy as np


def sweep(x, i):
    if i < len(x):
        x[i] = x[i] * x[i - 1]
        sweep(x, i + 1)


def f(x):
    sweep(x, 1)
    return x


FUNCTION = "f"
ARGS = (np.ones(40),)
WRT = 0

# error
# recursion_in_place.py:6: the recursive function `sweep` writes into its argument
#     x[i] = x[i] * x[i - 1]
#     ^
# instead: write into a copy and give it back, or write it as a loop
