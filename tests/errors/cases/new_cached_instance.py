class Odd:
    kept = None

    def __new__(cls, x):
        if cls.kept is None:
            cls.kept = object.__new__(cls)
        return cls.kept

    def __init__(self, x):
        self.x = x


def f(x):
    a = Odd(x)
    b = Odd(x * x)
    return a.x + b.x


FUNCTION = "f"
ARGS = (0.5,)

# error
# new_cached_instance.py:14: `Odd` defines `__new__`
#     a = Odd(x)
#         ^
# instead: use a plain class with `__init__`
