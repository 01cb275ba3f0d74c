def f(x):
    return x


FUNCTION = "f"
ARGS = ("0.5",)

# error
# argument_is_text.py:1: the argument `x` holds no floats, so it has no gradient
#     def f(x):
#     ^
# instead: pass a float or a float array: x.astype(float), float(x)
