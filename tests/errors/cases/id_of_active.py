def f(x):
    y = x * x
    return x * x if id(y) == id(y * 1.0) else x


FUNCTION = "f"
ARGS = (0.5,)

# error
# id_of_active.py:3: a number is made from the address of an active value
#     return x * x if id(y) == id(y * 1.0) else x
#                     ^
# instead: compare the values themselves
