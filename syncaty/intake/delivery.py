"""What passes from the receiving steps to the commit, and what comes back."""

from dataclasses import dataclass
from typing import Literal

from syncaty.errors import ErrorCode
from syncaty.salla.envelope import Envelope


@dataclass(frozen=True, slots=True, repr=False)
class Delivery:
    """A verified webhook, ready to be kept as a delivery and a job.

    `body_hash` is that of the body as it came, `body` what may be kept of it. The job gets the
    lane of its store's row, or else `lane`; with neither it waits for its store (`waits` says
    that this is to be expected). `sealed` is the body as it came, encrypted, where `body` lacks its
    tokens. With an `error` it is failed from the start and `error_code`
    says why; its envelope then has an empty event.
    """

    store_id: int
    body_hash: bytes
    body: bytes
    headers: str
    verified_by: str
    envelope: Envelope
    lane: int | None = None
    waits: bool = False
    sealed: str | None = None
    error_code: ErrorCode | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A webhook that is on disk: its job, and whether the same body was there before."""

    job: int
    status: Literal["kept", "duplicate"]
