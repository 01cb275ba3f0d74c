"""Array statements as explicit loops, for backends that make machine code."""
