"""How large a run is: the full one that figures are quoted from, and a small one for tests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """The store before the run, the webhooks of one run, and how often each run is repeated."""

    customers: int  # that the store knows before
    orders: int  # that it holds before
    past_jobs: int  # completed jobs that lie in the queue's tables
    purchases: int  # orders placed in the webhooks of one pipeline run, some seven webhooks each
    shoppers: int  # who place them; four of five are customers already
    peer_purchases: int  # orders in the peer's runs, since it needs longer for each
    peer_shoppers: int
    bodies: int  # distinct orders sent to intake at most
    intake_seconds: float  # of each run of an intake
    light_seconds: float  # of sending at a light, even pace
    repeats: int


FULL = Size(
    customers=100_000,
    orders=300_000,
    past_jobs=100_000,
    purchases=2_900,
    shoppers=2_400,
    peer_purchases=600,
    peer_shoppers=500,
    bodies=50_000,
    intake_seconds=5.0,
    light_seconds=10.0,
    repeats=3,
)
SMALL = Size(
    customers=400,
    orders=1_200,
    past_jobs=500,
    purchases=40,
    shoppers=40,
    peer_purchases=40,
    peer_shoppers=40,
    bodies=600,
    intake_seconds=0.3,
    light_seconds=0.5,
    repeats=1,
)
