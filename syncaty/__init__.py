"""Syncaty keeps a Salla store's orders, customers and products in step and turns them into customer knowledge."""

__version__ = "0.1.0"
