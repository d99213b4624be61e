"""The REST API: JSON for programs, by token. docs/connect/api.md describes it."""
