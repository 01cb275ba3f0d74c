import numpy as np


def f(x):
    try:
        y = x * x
    except ValueError:
        y = x
    return y


FUNCTION = "f"
ARGS = (0.5,)

# error
# try_except.py:5: `try` is not supported yet
#     try:
#     ^
# instead: test the condition with `if`
