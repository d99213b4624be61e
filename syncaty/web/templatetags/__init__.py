"""Template tags and filters; all are built in, no `load` is needed."""
