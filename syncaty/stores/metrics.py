"""Figures of the stores' connections, for Prometheus. docs/operate/metrics.md explains each."""

from prometheus_client import Counter

REFRESHES = Counter(
    "syncaty_token_refreshes", "Renewals of stores' tokens by what became of them", ["result"]
)
MISCONFIGURED = Counter(
    "syncaty_salla_misconfigured", "Times Salla refused this installation's own keys or settings"
)
