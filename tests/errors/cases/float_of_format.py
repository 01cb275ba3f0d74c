def f(x):
    return float(f"{x * x:.17g}") * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# float_of_format.py:2: an active value enters `format`, which has no derivative rule
#     return float(f"{x * x:.17g}") * x
#                     ^
# instead: register one with @srcxform.adjoint and @srcxform.tangent, or wrap the argument in stop_gradient
