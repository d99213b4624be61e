"""What intake counts, for Prometheus. docs/operate/metrics.md explains each figure."""

from prometheus_client import Counter, Gauge, Histogram

WEBHOOKS = Counter("syncaty_webhooks", "Webhooks answered, by result.", ["result"])
REFUSALS = Counter("syncaty_refusals", "Webhooks refused, by reason.", ["reason"])
UNKEPT = Counter(
    "syncaty_refusals_unkept", "Refused webhooks not kept in a flood, by reason.", ["reason"]
)
ANSWER_SECONDS = Histogram(
    "syncaty_webhook_seconds",
    "Seconds from a webhook's head to its answer.",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)
COMMIT_SECONDS = Histogram(
    "syncaty_commit_seconds",
    "Seconds to write one group of webhooks.",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)
GROUP_SIZE = Histogram(
    "syncaty_group_size",
    "Webhooks written in one transaction.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
)
WAITING = Gauge(
    "syncaty_webhooks_waiting",
    "Webhooks in memory that are not on disk yet.",
    multiprocess_mode="livesum",
)
WAITING_BYTES = Gauge(
    "syncaty_webhooks_waiting_bytes",
    "Bytes of webhook bodies in memory.",
    multiprocess_mode="livesum",
)
