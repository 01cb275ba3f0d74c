import random


def f(x):
    return random.gauss(0.0, x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# random_module_with_active.py:5: `gauss` has neither a derivative rule nor Python source, and might keep its argument
#     return random.gauss(0.0, x)
#            ^
# instead: draw with constant parameters, and compute with what was drawn: `mean + scale * rng.normal()`
