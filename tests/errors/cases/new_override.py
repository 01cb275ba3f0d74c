class Odd:
    def __new__(cls, x):
        return x * 100.0


def f(x):
    return Odd(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# new_override.py:7: `Odd` defines `__new__`
#     return Odd(x)
#            ^
# instead: use a plain class with `__init__`
