"""Number formats of one language."""
