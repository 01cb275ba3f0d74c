from scipy.special import jv


def f(x):
    return jv(1.5, x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# scipy_special_without_rule.py:5: an active value enters `jv`, which has no derivative rule
#     return jv(1.5, x)
#            ^
# instead: register one with @srcxform.adjoint and @srcxform.tangent, or wrap the argument in stop_gradient
