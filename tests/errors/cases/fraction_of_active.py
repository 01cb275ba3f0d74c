from fractions import Fraction


def f(x):
    return float(Fraction(x) * Fraction(x)) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# fraction_of_active.py:5: `Fraction` has neither a derivative rule nor Python source, and might keep its argument
#     return float(Fraction(x) * Fraction(x)) * x
#                  ^
# instead: compute with floats
