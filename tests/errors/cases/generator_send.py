def accumulator():
    total = 0.0
    while True:
        total += yield total


def f(x):
    gen = accumulator()
    next(gen)
    gen.send(x)
    return gen.send(x * x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# generator_send.py:4: a `yield` that gives a value is not supported
#     total += yield total
#              ^
# instead: yield in a statement of its own, and hand in a function or an object for what comes back
