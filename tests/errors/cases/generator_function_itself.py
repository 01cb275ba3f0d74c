import numpy as np


def f(x):
    yield x * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# generator_function_itself.py:4: a generator function has no result to be differentiated
#     def f(x):
#     ^
# instead: differentiate a function that iterates over it
