"""What goes wrong at Salla, on request; every field may be changed while it runs."""

import random
from dataclasses import dataclass, field
from typing import Literal

TokenFault = Literal["", "down", "error", "slow", "nonsense", "invalid_client"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to one API call: nothing, a wait, a cut connection or an error answer."""

    seconds: float = 0.0
    cut: bool = False
    status: int = 0


@dataclass(slots=True)
class Faults:
    """The faults in force.

    `token` is what the token endpoint does, `user_info_status` what user info answers instead of
    200. The API waits `api_seconds`; the next `api_fail_next` calls, and a share `api_fail_share`
    of all others, answer `api_status` (0 cuts the connection). After `api_calls` further calls all
    wait until it is raised or None. `webhooks_dropped`: nothing is sent, and nobody will ever
    know. Addresses that hold one of `refuse_addresses` are refused as webhooks. `withhold` names
    scopes a merchant is never asked for.
    """

    token: TokenFault = ""
    token_seconds: float = 20.0
    user_info_status: int = 0
    api_seconds: float = 0.0
    api_calls: int | None = None
    api_fail_next: int = 0
    api_fail_share: float = 0.0
    api_status: int = 500
    webhooks_dropped: bool = False
    refuse_addresses: tuple[str, ...] = ()
    withhold: tuple[str, ...] = ()
    seed: int = 1
    _chance: random.Random = field(default_factory=lambda: random.Random(1), repr=False)

    def admits(self) -> bool:
        """Say whether an API call may go on now, and count it."""
        if self.api_calls is None:
            return True
        admitted = self.api_calls > 0
        self.api_calls -= admitted
        return admitted

    def api(self) -> Trouble:
        """Say what happens to the next API call."""
        if self.api_fail_next > 0:
            self.api_fail_next -= 1
        elif not (self.api_fail_share and self._chance.random() < self.api_fail_share):
            return Trouble(self.api_seconds)
        return Trouble(self.api_seconds, cut=self.api_status == 0, status=self.api_status)

    def clear(self) -> None:
        """Let everything go well again."""
        fresh = Faults()
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))
