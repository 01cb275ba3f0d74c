def fibonacci(n, x, known):
    if n in known:
        return known[n]
    if n < 2:
        return x * n
    known[n] = fibonacci(n - 1, x, known) * 0.5 + fibonacci(n - 2, x, known) * 0.4
    return known[n]


def f(x):
    return fibonacci(300, x, {})


FUNCTION = "f"
ARGS = (0.5,)

# error
# recursion_remembers_in_a_dict.py:6: a recursive function changes the length of a list, set or dict that it was given
#     known[n] = fibonacci(n - 1, x, known) * 0.5 + fibonacci(n - 2, x, known) * 0.4
#     ^
# instead: make a new one and give it back, or store into an array of the full length
