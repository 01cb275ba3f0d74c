import functools


@functools.lru_cache
def square(x):
    return x * x


def f(x):
    return square(x) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# lru_cache_on_active.py:10: `square` has neither a derivative rule nor Python source, and might keep its argument
#     return square(x) * x
#            ^
# instead: call what it wraps: `square.__wrapped__`
