def f(x):
    pairs = zip([x, 2 * x], [x, x])
    total = 0.0
    for a, b in pairs:
        total += a * b
    for a, b in pairs:
        total += a * b
    return total


FUNCTION = "f"
ARGS = (0.5,)

# error
# zip_bound_to_name.py:2: an iterator is read at more than one place or time, so how far it was consumed matters
#     pairs = zip([x, 2 * x], [x, x])
#             ^
# instead: write it in the `for` statement itself, or make a list of it
