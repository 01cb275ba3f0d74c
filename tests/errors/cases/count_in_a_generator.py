import itertools


def f(x):
    return sum(v for v, _ in zip((x**n for n in itertools.count(1) if n % 2), range(3)))


FUNCTION = "f"
ARGS = (0.5,)

# error
# count_in_a_generator.py:5: the items of an iteration without end are collected
#     return sum(v for v, _ in zip((x**n for n in itertools.count(1) if n % 2), range(3)))
#                                                 ^
# instead: write a loop with `break`
