"""The calculus: derivative rules. `registry` is how they are written and found, `library` registers all of them."""
