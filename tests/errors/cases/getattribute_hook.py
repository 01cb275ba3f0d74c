class Odd:
    def __init__(self, x):
        self.x = x

    def __getattribute__(self, name):
        return object.__getattribute__(self, name) * 100.0


def f(x):
    return Odd(x).x


FUNCTION = "f"
ARGS = (0.5,)

# error
# getattribute_hook.py:10: `Odd` defines `__getattribute__`
#     return Odd(x).x
#            ^
# instead: use a plain class with `__init__`
