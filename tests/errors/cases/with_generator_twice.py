from contextlib import contextmanager


@contextmanager
def scaled(x):
    if x > 0:
        yield 2.0 * x
    else:
        yield x


def f(x):
    with scaled(x) as y:
        z = y * x
    return z


FUNCTION = "f"
ARGS = (0.5,)

# error
# with_generator_twice.py:13: the manager `scaled` is a generator that does not yield once, in its body or in a `try`
#     with scaled(x) as y:
#     ^
# instead: write a class with `__enter__` and `__exit__`
