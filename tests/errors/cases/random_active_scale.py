import numpy as np

RNG = np.random.default_rng(0)


def f(x):
    return RNG.normal(0.0, x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# random_active_scale.py:7: an active value enters `numpy.random.normal`, which has no derivative rule
#     return RNG.normal(0.0, x)
#            ^
# instead: draw with constant parameters, and compute with what was drawn: `mean + scale * rng.normal()`
