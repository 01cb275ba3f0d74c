import functools


@functools.lru_cache(maxsize=None)
def f(x):
    return x * x


FUNCTION = "f"
ARGS = (0.5,)
LINE = False

# error
# `f` (_lru_cache_wrapper) has no Python source
# instead: differentiate what it wraps: f.__wrapped__
