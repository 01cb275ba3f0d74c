def f(x):
    return x * float(input())


FUNCTION = "f"
ARGS = (0.5,)

# error
# input_call.py:2: `input` waits for the user while the function runs
#     return x * float(input())
#                      ^
# instead: do it outside of the function, and pass what it gives as an argument
