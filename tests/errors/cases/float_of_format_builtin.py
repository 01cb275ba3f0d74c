def f(x):
    return float(format(x * x, ".17g")) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# float_of_format_builtin.py:2: a number is made from the text of an active value
#     return float(format(x * x, ".17g")) * x
#            ^
# instead: compute with the value itself
