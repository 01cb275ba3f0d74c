import numpy as np


def f(x):
    sums = {}
    for k in range(len(x)):
        sums[k % 2] = sums.get(k % 2, 0.0) + x[k]
    return sums


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)
HEAD = {0: 1.0, 1: 2.0}
REVERSE_ONLY = True

# error
# head_of_run_time_keys.py:4: the output is a dict whose keys only the run knows, and takes no head
#     def f(x):
#     ^
# instead: leave the head out, or return the values under keys that are written out
