def values(x):
    try:
        yield x * x
    finally:
        print("done")


def f(x):
    return sum(values(x))


FUNCTION = "f"
ARGS = (0.5,)

# error
# yield_in_try.py:3: a `yield` in a `try` or a `with` is not supported
#     yield x * x
#     ^
# instead: yield behind it, or write a class whose methods open and close
