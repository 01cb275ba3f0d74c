import numpy as np

RNG = np.random.default_rng(0)


def f(x):
    y = x * x
    RNG.shuffle(y)
    return y[0]


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# rng_shuffle.py:8: `numpy.random.shuffle` writes into its argument in a way that is not supported
#     RNG.shuffle(y)
#     ^
# instead: draw with constant parameters, and compute with what was drawn: `mean + scale * rng.normal()`
