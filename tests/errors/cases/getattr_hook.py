class Scaled:
    def __init__(self, x):
        self.x = x

    def __getattr__(self, name):
        return self.x * len(name)


def f(x):
    return Scaled(x).abc * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# getattr_hook.py:10: `Scaled` defines `__getattr__`, so its attributes are known only at run time
#     return Scaled(x).abc * x
#            ^
# instead: use plain attributes or properties
