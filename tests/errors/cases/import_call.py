def f(x):
    math = __import__("math")
    return math.sin(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# import_call.py:2: `__import__` imports while the function runs
#     math = __import__("math")
#            ^
# instead: import at the top of the module
