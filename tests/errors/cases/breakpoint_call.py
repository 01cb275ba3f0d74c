def f(x):
    breakpoint()
    return x * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# breakpoint_call.py:2: `breakpoint` would stop in the compiler
#     breakpoint()
#     ^
# instead: step through the primal, or through the generated source
