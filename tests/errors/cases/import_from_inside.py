def f(x):
    from math import sin

    return sin(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# import_from_inside.py:2: an import inside the function is not supported
#     from math import sin
#     ^
# instead: import at the top of the module
