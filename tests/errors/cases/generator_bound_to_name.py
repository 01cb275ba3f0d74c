def f(x):
    squares = (x * k for k in range(3))
    return sum(squares) + sum(squares)


FUNCTION = "f"
ARGS = (0.5,)

# error
# generator_bound_to_name.py:2: an iterator is read at more than one place or time, so how far it was consumed matters
#     squares = (x * k for k in range(3))
#     ^
# instead: write it in the `for` statement itself, or make a list of it
