def f(x):
    async def g():
        async for y in x:
            pass
    return x * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# async_for_inside.py:2: asynchronous code is not supported
#     async def g():
#     ^
# instead: write a plain function
