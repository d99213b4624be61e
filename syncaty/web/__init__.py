"""The dashboard and the REST API. The only place that knows Django.

`start.application(config)` gives the WSGI callable, `start.migrate(config)` brings the
accounts' tables up to date, `start.close()` lets the connections go.
"""
