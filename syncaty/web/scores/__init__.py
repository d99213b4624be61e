"""Recency, frequency, money: the map of a store's customers, its edges, how they move."""
