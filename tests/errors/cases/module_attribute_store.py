import numpy as np


def f(x):
    np.scale = x * x
    return np.scale * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# module_attribute_store.py:5: assignment to `.scale` of a module is not supported
#     np.scale = x * x
#     ^
# instead: return the value, or keep it in an object that is an argument
