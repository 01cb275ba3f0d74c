import scipy.special


def f(x):
    return scipy.special.jacobi(2, x, 1.0)(0.3)


FUNCTION = "f"
ARGS = (0.5,)

# error
# left_out_scipy.py:5: `scipy.special.jacobi` has no derivative rule: it gives an object; the values are those of eval_jacobi, eval_gegenbauer, eval_genlaguerre
#     return scipy.special.jacobi(2, x, 1.0)(0.3)
#            ^
# instead: register its derivative with @srcxform.adjoint and @srcxform.tangent
