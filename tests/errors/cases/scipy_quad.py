from scipy.integrate import quad


def f(x):
    return quad(lambda t: t * x, 0.0, 1.0)[0]


FUNCTION = "f"
ARGS = (0.5,)

# error
# scipy_quad.py:5: a local function is handed to `scipy.integrate.quad`, whose source is not available
#     return quad(lambda t: t * x, 0.0, 1.0)[0]
#            ^
# instead: write out as a loop what it does
