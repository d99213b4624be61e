"""Connecting a store: to Salla, back from Salla, and what is said when it does not succeed."""
