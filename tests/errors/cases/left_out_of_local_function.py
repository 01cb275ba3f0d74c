from scipy.integrate import tanhsinh


def f(x):
    return tanhsinh(lambda t: t * x, 0.0, 1.0).integral


FUNCTION = "f"
ARGS = (0.5,)

# error
# left_out_of_local_function.py:5: `scipy.integrate.tanhsinh` has no derivative rule: it chooses places for whole arrays
#     return tanhsinh(lambda t: t * x, 0.0, 1.0).integral
#            ^
# instead: use `scipy.integrate.quad` or `quad_vec`
