import asyncio


async def square(x):
    return x * x


def f(x):
    return asyncio.run(square(x))


FUNCTION = "f"
ARGS = (0.5,)

# error
# await_inside.py:4: asynchronous code is not supported
#     async def square(x):
#     ^
# instead: write a plain function
