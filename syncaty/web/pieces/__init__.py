"""A page with every drawn piece in its states; open in tests only."""
