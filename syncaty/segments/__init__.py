"""Segments and the moves between them."""
