"""Measurements: each file is one question, runs on its own, and prints a table."""
