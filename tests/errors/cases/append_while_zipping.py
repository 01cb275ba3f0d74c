def f(x):
    values = [x, x * x]
    total = 0.0
    for k, v in zip(range(5), values):
        values.append(v * v)
        total += v
    return total


FUNCTION = "f"
ARGS = (0.5,)

# error
# append_while_zipping.py:5: a list changes while it is iterated
#     values.append(v * v)
#     ^
# instead: iterate over a copy: `list(xs)`
