def f(x):
    return float.fromhex(x.hex()) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# float_fromhex.py:2: `.hex` of a number has no derivative rule
#     return float.fromhex(x.hex()) * x
#                          ^
# instead: compute with the value itself
