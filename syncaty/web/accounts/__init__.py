"""People and programs that may use the dashboard and the API."""
