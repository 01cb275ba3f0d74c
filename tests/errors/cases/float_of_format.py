def f(x):
    return float(f"{x * x:.17g}") * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# float_of_format.py:2: a number is made from the text of an active value
#     return float(f"{x * x:.17g}") * x
#            ^
# instead: compute with the value itself
