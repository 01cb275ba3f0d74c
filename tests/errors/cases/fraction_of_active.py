from fractions import Fraction


def f(x):
    return float(Fraction(x) * Fraction(x)) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# fraction_of_active.py:5: `Fraction` might keep its argument
#     return float(Fraction(x) * Fraction(x)) * x
#                  ^
# instead: register its derivative with @srcxform.adjoint and @srcxform.tangent
