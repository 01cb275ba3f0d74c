SEEN = {0}


def f(x):
    total = 0.0
    for k in range(2):
        if k not in SEEN:
            SEEN.add(k)
            total += x[k] ** 2
    return total


FUNCTION = "f"
ARGS = ([0.5, 1.2],)

# error
# set_of_outside_written.py:8: the members of this set, or the order in which Python walks them, are known only at run time
#     SEEN.add(k)
#     ^
# instead: walk `sorted(s)`, or use a list
