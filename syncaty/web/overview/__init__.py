"""The first page of a store: how it does, what just happened, who moved."""
