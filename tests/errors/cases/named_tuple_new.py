from collections import namedtuple


class Doubled(namedtuple("Doubled", "a b")):
    def __new__(cls, a, b=1.0):
        return super().__new__(cls, 2.0 * a, b)


def f(x):
    return Doubled(x).a


FUNCTION = "f"
ARGS = (0.5,)

# error
# named_tuple_new.py:10: the named tuple `Doubled` defines `__new__`
#     return Doubled(x).a
#            ^
# instead: use a function that makes it, or a dataclass
