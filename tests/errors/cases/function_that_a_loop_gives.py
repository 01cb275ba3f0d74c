import numpy as np


def f(x):
    if x[0] > 0:
        for _ in range(2):
            wave = np.sin
    else:
        wave = np.cos
    return np.sum(wave(x))


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# function_that_a_loop_gives.py:10: only the trips of a loop give `wave` what it is here: a function or the like
#     return np.sum(wave(x))
#                   ^
# instead: assign it before the loop
