def f(x):
    return f"{x:.3f}"


FUNCTION = "f"
ARGS = (0.5,)

# error
# output_is_text.py:2: an active value enters `format`, which has no derivative rule
#     return f"{x:.3f}"
#     ^
# instead: register one with @srcxform.adjoint and @srcxform.tangent, or wrap the argument in stop_gradient
