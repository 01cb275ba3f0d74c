from scipy.integrate import quad_vec


def f(x):
    return quad_vec(lambda t: t * x, 0.0, 1.0)[0]


FUNCTION = "f"
ARGS = (0.5,)

# error
# left_out_of_local_function.py:5: `scipy.integrate.quad_vec` has no derivative rule: it chooses places for whole arrays
#     return quad_vec(lambda t: t * x, 0.0, 1.0)[0]
#            ^
# instead: use `scipy.integrate.quad` for each component, or `nquad`
