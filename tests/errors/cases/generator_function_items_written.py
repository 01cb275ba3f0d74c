import numpy as np


def steps(u):
    for _ in range(3):
        u += 0.1 * u * u
        yield u


def f(x):
    return max(steps(x.copy()), key=lambda u: -u[0])[1]


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# generator_function_items_written.py:11: what makes these items one by one writes into an item that it gave before
#     return max(steps(x.copy()), key=lambda u: -u[0])[1]
#                ^
# instead: let it give a copy: `.copy()`
