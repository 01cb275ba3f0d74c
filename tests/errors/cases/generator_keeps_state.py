import numpy as np


def running(xs):
    total = 0.0
    for x in xs:
        total = total + x
        yield total


def f(x):
    return sum(running(x))


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# generator_keeps_state.py:8: generators are not supported
#     yield total
#     ^
# instead: build a list or a tuple and return it
