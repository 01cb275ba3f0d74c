"""Marks in a program that say something to a later stage and compute nothing."""


def reverse_sweep_begins() -> None:
    """From here on the text is commented with the primal lines that it undoes."""


def assigned(name: str, value: object) -> None:
    """Here the program assigned a local variable that a gradient is asked of: what it was given, leaf by leaf."""


def own_number(number: complex) -> complex:
    """The number that a local variable was given, as a value of its own: what else has it is not the variable."""
    return number
