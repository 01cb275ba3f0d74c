def f(x):
    code = compile("x * x", "text", "eval")
    return eval(code)


FUNCTION = "f"
ARGS = (0.5,)

# error
# compile_call.py:2: `compile` makes code of a text that is not known when the gradient is made
#     code = compile("x * x", "text", "eval")
#            ^
# instead: write the code itself, or make a function of the text: srcxform.from_source
