def f(x):
    values = [x, x * x, x, x * x]
    total = 0.0
    for v in values:
        total += v
        values.pop()
    return total


FUNCTION = "f"
ARGS = (0.5,)

# error
# pop_while_iterating.py:6: a list changes while it is iterated
#     values.pop()
#     ^
# instead: iterate over a copy: `list(xs)`
