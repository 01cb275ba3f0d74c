"""Marks in a program that say something to a later stage and compute nothing."""


def reverse_sweep_begins() -> None:
    """From here on the text is commented with the primal lines that it undoes."""
