import numpy as np

NEIGHBOURS = {0: [1, 2], 1: [2], 2: [0]}


def walk(node, x, seen):
    seen.add(node)
    total = x[node] ** 2
    for other in NEIGHBOURS[node]:
        if other not in seen:
            total += 0.5 * walk(other, x, seen)
    return total


def f(x):
    return walk(0, x, set())


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# recursion_marks_what_it_has_seen.py:7: a recursive function changes the length of a list, set or dict that it was given
#     seen.add(node)
#     ^
# instead: make a new one and give it back, or store into an array of the full length
