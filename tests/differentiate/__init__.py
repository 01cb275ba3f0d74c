"""How differentiation decides what is recorded, what is computed again, and what is only asked for its shape."""
