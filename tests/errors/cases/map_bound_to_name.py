def f(x):
    squares = map(lambda v: v * v, [x, 2 * x])
    return sum(squares) + sum(squares)


FUNCTION = "f"
ARGS = (0.5,)

# error
# map_bound_to_name.py:2: an iterator is read at more than one place or time, so how far it was consumed matters
#     squares = map(lambda v: v * v, [x, 2 * x])
#               ^
# instead: write it in the `for` statement itself, or make a list of it
