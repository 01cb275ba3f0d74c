import numpy as np


def f(x):
    yield x * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# generator_function_itself.py:5: generators are not supported
#     yield x * x
#     ^
# instead: build a list or a tuple and return it
