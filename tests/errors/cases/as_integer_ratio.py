def f(x):
    a, b = (x * x).as_integer_ratio()
    return a / b * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# as_integer_ratio.py:2: `.as_integer_ratio` of a number has no derivative rule
#     a, b = (x * x).as_integer_ratio()
#            ^
# instead: compute with floats
