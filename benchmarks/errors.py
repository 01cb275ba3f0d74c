"""What ends the benchmark program with one line."""

from __future__ import annotations


class CannotRun(Exception):
    """What was asked for does not exist, or something that it needs is missing."""
