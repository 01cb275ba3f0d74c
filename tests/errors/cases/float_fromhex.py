def f(x):
    return float.fromhex(x.hex()) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# float_fromhex.py:2: `.hex` of an array has no rule
#     return float.fromhex(x.hex()) * x
#                          ^
# instead: call the NumPy function that does the same
