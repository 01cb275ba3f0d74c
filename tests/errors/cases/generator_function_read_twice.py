def values(x):
    yield x
    yield x * x


def f(x):
    gen = values(x)
    first = next(gen)
    return first * next(gen)


FUNCTION = "f"
ARGS = (0.5,)

# error
# generator_function_read_twice.py:7: an iterator is read at more than one place or time, so how far it was consumed matters
#     gen = values(x)
#           ^
# instead: write it in the `for` statement itself, or make a list of it
