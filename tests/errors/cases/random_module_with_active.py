import random


def f(x):
    return random.gauss(0.0, x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# random_module_with_active.py:5: `gauss` might keep its argument
#     return random.gauss(0.0, x)
#            ^
# instead: register its derivative with @srcxform.adjoint and @srcxform.tangent
