import itertools


def f(x):
    numbers = itertools.count(1)
    first = sum(v * k for v, k in zip([x, x], numbers))
    return first + sum(v * k for v, k in zip([x, x], numbers))


FUNCTION = "f"
ARGS = (0.5,)

# error
# count_bound_to_name.py:5: an iterator is read at more than one place or time, so how far it was consumed matters
#     numbers = itertools.count(1)
#               ^
# instead: write it in the `for` statement itself, or make a list of it
