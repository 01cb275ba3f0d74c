def f(x):
    values = [x, x * x]
    total = 0.0
    for v in iter(values.pop, None):
        total += v
    return total


FUNCTION = "f"
ARGS = (0.5,)

# error
# iter_of_callable.py:4: `iter` makes an iterator, and how far it was consumed matters
#     for v in iter(values.pop, None):
#              ^
# instead: loop over the sequence itself
