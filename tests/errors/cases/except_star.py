def f(x):
    try:
        y = 1.0 / x
    except* ZeroDivisionError:
        y = x
    return y


FUNCTION = "f"
ARGS = (0.5,)

# error
# except_star.py:2: `except*` is not supported
#     try:
#     ^
# instead: write `except`
