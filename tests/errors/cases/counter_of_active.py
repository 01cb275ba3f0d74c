import collections

import numpy as np


def f(x):
    counts = collections.Counter(int(v) for v in x)
    return x[0] * counts[1]


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2]),)

# error
# counter_of_active.py:7: values that are known only at run time are counted
#     counts = collections.Counter(int(v) for v in x)
#              ^
# instead: count in an array, or with `np.unique(..., return_counts=True)`
