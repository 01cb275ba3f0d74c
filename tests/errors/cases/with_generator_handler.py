from contextlib import contextmanager


@contextmanager
def guarded(x):
    try:
        yield x
    except ValueError:
        pass


def f(x):
    with guarded(x) as y:
        z = y * x
    return z


FUNCTION = "f"
ARGS = (0.5,)

# error
# with_generator_handler.py:13: the manager `guarded` is a generator that does not yield once, in its body or in a `try`
#     with guarded(x) as y:
#     ^
# instead: write a class with `__enter__` and `__exit__`
