import functools


@functools.lru_cache(maxsize=None)
def f(x):
    return x * x


FUNCTION = "f"
ARGS = (0.5,)
LINE = False

# error
# <functools._lru_cache_wrapper object at 0x7f768ed4bab0> has no Python source
# instead: wrap it in a Python function, or register a rule for it
