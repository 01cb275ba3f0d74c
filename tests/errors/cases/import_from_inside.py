def f(x):
    from math import sine

    return sine(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# import_from_inside.py:2: cannot import name 'sine' from 'math'
#     from math import sine
#     ^
# instead: import at the top of the module, where Python says what is missing
