import importlib


def f(x):
    math = importlib.import_module("math")
    return math.sin(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# importlib_call.py:5: `import_module` imports while the function runs
#     math = importlib.import_module("math")
#            ^
# instead: import at the top of the module
