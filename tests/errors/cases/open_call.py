def f(x):
    open("never.txt", "w").write(str(x))
    return x * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# open_call.py:2: `open` opens a file while the function runs
#     open("never.txt", "w").write(str(x))
#     ^
# instead: do it outside of the function, and pass what it gives as an argument
