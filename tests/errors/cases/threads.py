import threading


def f(x):
    out = []
    thread = threading.Thread(target=lambda: out.append(x * x))
    thread.start()
    thread.join()
    return out[0]


FUNCTION = "f"
ARGS = (0.5,)

# error
# threads.py:6: a local function is handed to `Thread`, whose source is not available
#     thread = threading.Thread(target=lambda: out.append(x * x))
#              ^
# instead: call the function itself
