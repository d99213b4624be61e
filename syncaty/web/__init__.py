"""The dashboard and the REST API. The only place that knows Django."""
