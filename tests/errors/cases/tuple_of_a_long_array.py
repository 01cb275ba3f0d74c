import numpy as np


def f(x):
    state = tuple(x)
    return state[0] * state[1]


FUNCTION = "f"
ARGS = (np.linspace(0.1, 0.9, 40),)

# error
# tuple_of_a_long_array.py:5: `tuple` of a sequence of unknown length
#     state = tuple(x)
#             ^
# instead: make a list of it: `list(...)`
