import numpy as np

RNG = np.random.default_rng(0)


def f(x):
    return RNG.gamma(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# random_active_shape.py:7: an active value enters `numpy.random.standard_gamma`, which has no derivative rule: the draws are accepted or rejected by the parameter, so that a draw does not depend on it smoothly
#     return RNG.gamma(x)
#            ^
# instead: draw with constant parameters, and compute with what was drawn: `mean + scale * rng.normal()`
