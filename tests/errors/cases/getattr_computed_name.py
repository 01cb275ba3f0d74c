import math


def f(x):
    name = ("sin", "cos")[int(x)]
    return getattr(math, name)(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# getattr_computed_name.py:6: an attribute whose name is known only at run time
#     return getattr(math, name)(x)
#            ^
# instead: name the attribute, or keep the values in a dict with constant keys
