def f(x):
    values = [x, x * x]
    for v in values:
        if len(values) < 5:
            values.append(v * v)
    return sum(values)


FUNCTION = "f"
ARGS = (0.5,)

# error
# append_while_iterating.py:5: a list changes while it is iterated
#     values.append(v * v)
#     ^
# instead: iterate over a copy: `list(xs)`
