import numpy as np


def helper(x):
    try:
        return x * x
    finally:
        print("done")


def f(x):
    return helper(x) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# callee_unsupported_inside.py:5: `try` is not supported yet
#     try:
#     ^
# instead: test the condition with `if`
