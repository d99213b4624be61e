"""Keeps a Salla store in step through webhooks, and turns it into customer knowledge."""

__version__ = "0.1.0"
