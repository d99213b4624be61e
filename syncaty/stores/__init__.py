"""Stores: their connection, secrets and settings."""
