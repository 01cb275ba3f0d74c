class Odd:
    def __init__(self, x):
        self.x = x

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 100.0)


def f(x):
    return Odd(x).x


FUNCTION = "f"
ARGS = (0.5,)

# error
# setattr_hook.py:10: `Odd` defines `__setattr__`
#     return Odd(x).x
#            ^
# instead: use a plain class with `__init__`
