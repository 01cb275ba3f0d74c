import numpy as np


def f(x):
    class Local:
        value = x * x

    return Local.value


FUNCTION = "f"
ARGS = (0.5,)

# error
# class_inside.py:5: a class inside the function is not supported
#     class Local:
#     ^
# instead: define it outside
