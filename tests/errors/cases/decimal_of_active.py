from decimal import Decimal


def f(x):
    return float(Decimal(x) * Decimal(x)) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# decimal_of_active.py:5: `Decimal` has neither a derivative rule nor Python source, and might keep its argument
#     return float(Decimal(x) * Decimal(x)) * x
#                  ^
# instead: compute with floats
