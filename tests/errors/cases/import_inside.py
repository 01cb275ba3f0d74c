import numpy as np


def f(x):
    import module_that_is_nowhere as m
    return m.sin(x) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# import_inside.py:5: No module named 'module_that_is_nowhere'
#     import module_that_is_nowhere as m
#     ^
# instead: import at the top of the module, where Python says what is missing
