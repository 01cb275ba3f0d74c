def f(x):
    total = 0.0

    def visit(size):
        nonlocal total
        if size < 0.1:
            return
        total += size**2
        visit(size / 2.0)

    visit(x)
    return total


FUNCTION = "f"
ARGS = (0.75,)

# error
# recursion_assigns_outside.py:4: the recursive function `visit` assigns to `total` of the function around it
#     def visit(size):
#     ^
# instead: return the value, and let the caller add it up
