"""Many clients at once against the served product, with and without kills.

`python -m tests.soak.load HOME` runs it on a server of its own in the folder HOME, and prints what
it measured as JSON; what does not hold is printed instead, exit code 1.
"""
