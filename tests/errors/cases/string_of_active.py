import numpy as np


def f(x):
    return float(str(x)) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# string_of_active.py:5: a number is made from the text of an active value
#     return float(str(x)) * x
#            ^
# instead: compute with the value itself
