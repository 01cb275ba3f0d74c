def f(x):
    squares = (v * v for v in (x, x + 1) if v > 0)
    return next(squares) + next(squares)


FUNCTION = "f"
ARGS = (0.5,)

# error
# generator_expression_next.py:2: an iterator is read at more than one place or time, so how far it was consumed matters
#     squares = (v * v for v in (x, x + 1) if v > 0)
#     ^
# instead: write it in the `for` statement itself, or make a list of it
