import numpy as np


async def f(x):
    return x * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# async_function.py:4: asynchronous code is not supported
#     async def f(x):
#     ^
# instead: write a plain function
