import numpy as np


async def f(x):
    return x * x


FUNCTION = "f"
ARGS = (0.5,)
