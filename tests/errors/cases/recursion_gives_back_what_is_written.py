import numpy as np


def last(xs, size):
    if size < 0.1:
        return xs
    return last(xs, size / 3.0)


def f(x):
    values = [v for v in x]
    same = last(values, x[0])
    values[0] = 5.0
    return sum(same)


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# recursion_gives_back_what_is_written.py:12: a recursive function takes or gives back an array or list that is written in place
#     same = last(values, x[0])
#            ^
# instead: pass and give back a copy
