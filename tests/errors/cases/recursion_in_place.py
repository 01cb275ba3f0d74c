import numpy as np


def mix(a, b, n):
    if n > 0:
        a[1:] += 0.005 * b[:-1]
        mix(b, a, n - 1)


def f(x):
    a = x * 1.0
    mix(a, a[::-1], 300)
    return np.sum(a)


FUNCTION = "f"
ARGS = (np.ones(40),)

# error
# recursion_in_place.py:6: the recursive function `mix` writes into its argument
#     a[1:] += 0.005 * b[:-1]
#     ^
# instead: write into a copy and give it back, or write it as a loop
