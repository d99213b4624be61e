"""A store's customers: found, listed, exported, and one by one with everything that happened."""
