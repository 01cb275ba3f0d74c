class Meta(type):
    def __call__(cls, x):
        return x * 100.0


class Odd(metaclass=Meta):
    pass


def f(x):
    return Odd(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# metaclass_call.py:11: the metaclass of `Odd` defines `__call__`
#     return Odd(x)
#            ^
# instead: use a plain class, or a function that makes the object
