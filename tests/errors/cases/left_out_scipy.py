import scipy.special


def f(x):
    return scipy.special.jacobi(2, x, 1.0)(0.3)


FUNCTION = "f"
ARGS = (0.5,)

# error
# left_out_scipy.py:5: `scipy.special.jacobi` has no derivative rule: it gives an object
#     return scipy.special.jacobi(2, x, 1.0)(0.3)
#            ^
# instead: use `eval_jacobi`, `eval_gegenbauer` or `eval_genlaguerre`
