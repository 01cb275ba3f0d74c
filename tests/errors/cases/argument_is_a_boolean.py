def f(x):
    return 2.0 * x


FUNCTION = "f"
ARGS = (True,)
REVERSE_ONLY = True

# error
# argument_is_a_boolean.py:1: the argument `x` holds no floats, so it has no gradient
#     def f(x):
#     ^
# instead: pass a float or a float array: x.astype(float), float(x)
