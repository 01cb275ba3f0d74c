import itertools


def f(x):
    total = 0.0
    for _, group in itertools.groupby([x, x * 2], key=lambda v: v > 1.0):
        total += sum(group) / len(list(group))
    return total


FUNCTION = "f"
ARGS = (0.6,)

# error
# group_read_twice.py:7: an iterator is read after a loop or a call that may have consumed it
#     total += sum(group) / len(list(group))
#                               ^
# instead: make a list of it: `list(...)`
