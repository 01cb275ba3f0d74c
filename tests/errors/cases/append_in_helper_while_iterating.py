def grow(values, v):
    if len(values) < 5:
        values.append(v * v)


def f(x):
    values = [x, x * x]
    for v in values:
        grow(values, v)
    return sum(values)


FUNCTION = "f"
ARGS = (0.5,)

# error
# append_in_helper_while_iterating.py:3: a list changes while it is iterated
#     values.append(v * v)
#     ^
# instead: iterate over a copy: `list(xs)`
