"""The queue: states, claim, executor, retry. Knows no feature."""
