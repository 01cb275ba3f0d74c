def inner(x):
    yield x
    yield x * x


def outer(x):
    yield from inner(x)


def f(x):
    return sum(outer(x))


FUNCTION = "f"
ARGS = (0.5,)

# error
# yield_from_in_helper.py:7: generators are not supported
#     yield from inner(x)
#     ^
# instead: build a list or a tuple and return it
