import itertools


def f(x):
    a, b = itertools.tee(x * k for k in range(3))
    return sum(a) + sum(b)


FUNCTION = "f"
ARGS = (0.5,)

# error
# itertools_tee.py:5: a local function is handed to `tee`, whose source is not available
#     a, b = itertools.tee(x * k for k in range(3))
#            ^
# instead: make a list, and loop over it as often as needed
