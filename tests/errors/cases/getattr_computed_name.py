import math


def f(x, k):
    name = ("sin", "cos")[k]
    return getattr(math, name)(x)


FUNCTION = "f"
ARGS = (0.5, 1)

# error
# getattr_computed_name.py:6: an attribute whose name is known only at run time
#     return getattr(math, name)(x)
#            ^
# instead: name the attribute, or keep the values in a dict with constant keys
