def f(x):
    return float("%r" % (x * x)) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# float_of_percent.py:2: a number is made from the text of an active value
#     return float("%r" % (x * x)) * x
#            ^
# instead: compute with the value itself
