"""Orders from a merchant's own CSV or XLSX export: docs/connect/files.md. Start at `run.py`."""
