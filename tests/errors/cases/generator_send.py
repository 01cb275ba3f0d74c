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
# generator_send.py:4: generators are not supported
#     total += yield total
#              ^
# instead: build a list or a tuple and return it
