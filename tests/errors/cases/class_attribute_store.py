class Settings:
    scale = 1.0


def f(x):
    Settings.scale = x * x
    return Settings.scale * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# class_attribute_store.py:6: assignment to `.scale` of a class is not supported
#     Settings.scale = x * x
#     ^
# instead: return the value, or keep it in an object that is an argument
