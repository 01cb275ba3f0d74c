import itertools


def f(x):
    total = 0.0
    for _, group in itertools.groupby([x, x * 2], key=lambda v: v > 1.0):
        total += sum(group) / len(list(group))
    return total


FUNCTION = "f"
ARGS = (0.6,)

# error
# group_read_twice.py:6: an iterator is read at more than one place or time, so how far it was consumed matters
#     for _, group in itertools.groupby([x, x * 2], key=lambda v: v > 1.0):
#                     ^
# instead: write it in the `for` statement itself, or make a list of it
