def f(x):
    return next(v * v for v in (x, x + 1) if v > 0)


FUNCTION = "f"
ARGS = (0.5,)

# error
# generator_expression_next.py:2: `next` takes from an iterator, and how far it was consumed matters
#     return next(v * v for v in (x, x + 1) if v > 0)
#            ^
# instead: loop, or index the sequence
