import numpy as np

RNG = np.random.default_rng(0)


def f(x):
    return RNG.normal(0.0, x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# random_active_scale.py:7: an active value enters `numpy.random._generator.normal`, which has no derivative rule
#     return RNG.normal(0.0, x)
#            ^
# instead: register one with @srcxform.adjoint and @srcxform.tangent, or wrap the argument in stop_gradient
