"""One call to Salla over HTTP: bounded in time, size and tries, and every failure given a name.

Nothing here prints a token, a secret or a body, and redirects are not followed: they could carry
a token elsewhere.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy

import httpx
import msgspec
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

import syncaty
from syncaty.clock import Clock, utc_now
from syncaty.salla.envelope import BROKEN
from syncaty.salla.errors import SallaError
from syncaty.salla.limits import Limits, read_limits

_json = msgspec.json.Decoder(float_hook=Decimal)
_HEADERS = {
    "User-Agent": f"Syncaty/{syncaty.__version__}",
    "Accept": "application/json",
    # Webhooks carry names of statuses and places in Arabic: in another language every fetch would
    # seem to change them.
    "Accept-Language": "ar",
}
_PASSING = frozenset({"salla_down", "salla_slow", "salla_failed", "bad_answer", "rate_limited"})

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, how often and how much. Seconds, and bytes after decompression.

    `total` bounds one try however slowly its answer drips in. A pause between tries is anything
    up to `first_pause` doubled with each try, at most `longest_pause`.
    """

    tries: int = 4
    connect: float = 5.0
    read: float = 25.0
    total: float = 60.0
    first_pause: float = 0.5
    longest_pause: float = 8.0
    largest: int = 16 * 1024 * 1024
    connections: int = 16


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """A call to make; never printed, since it holds tokens and secrets.

    Of `form` and `json` at most one is sent as the body. A call that is not `repeatable` is made
    again only if it cannot have reached Salla.
    """

    method: str
    url: str
    token: str = ""
    params: tuple[tuple[str, str], ...] = ()
    json: Mapping[str, object] | None = None
    form: Form | None = None
    repeatable: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What came back: the status, the JSON document (None if empty) and what it told of limits.

    `readable` is false where the body was no JSON. `received_at` is Salla's own clock, from the
    `Date` header, else ours.
    """

    status: int
    document: object
    readable: bool
    received_at: datetime
    limits: Limits


@dataclass(frozen=True, slots=True)
class Gate:
    """What is asked before each try of a call, and told after each answer to one."""

    before: Callable[[], None]
    after: Callable[[Limits], None]


def _nothing(*_: object) -> None:
    pass


OPEN = Gate(_nothing, _nothing)
"""The gate of calls that no budget is kept for."""


@dataclass(slots=True)
class Http:
    """A pool of connections that any number of threads share; close it when done."""

    patience: Patience = field(default_factory=Patience)
    clock: Clock = utc_now
    _client: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        most = self.patience
        self._client = httpx.Client(
            timeout=httpx.Timeout(most.read, connect=most.connect, pool=most.total),
            limits=httpx.Limits(
                max_connections=most.connections, max_keepalive_connections=most.connections
            ),
            follow_redirects=False,
            headers=_HEADERS,
        )
        # Stores share the connections: a cookie given to one must never be sent for another.
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def close(self) -> None:
        """End all connections."""
        self._client.close()

    def send(
        self, call: Call, judge: Callable[[Answer], SallaError | None], gate: Gate = OPEN
    ) -> Answer:
        """Make a call, again where it may help, and give an answer that `judge` has no fault with.

        Raises the SallaError of the last try, and whatever `gate` raises.
        """
        retrying = Retrying(
            stop=stop_after_attempt(self.patience.tries),
            retry=retry_if_exception(lambda error: _worth_another(error, call, gate)),
            wait=self._pause,
            reraise=True,
        )
        return retrying(self._try, call, judge, gate)

    def _pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, SallaError) and error.code == "rate_limited":
            return 0.0  # the gate waits as long as Salla wants
        first, longest = self.patience.first_pause, self.patience.longest_pause
        return wait_random_exponential(multiplier=first, max=longest)(state)

    def _try(self, call: Call, judge: Callable[[Answer], SallaError | None], gate: Gate) -> Answer:
        gate.before()
        answer = self._answer(call)
        gate.after(answer.limits)
        fault = judge(answer)
        if fault is not None:
            raise fault
        return answer

    def _answer(self, call: Call) -> Answer:
        try:
            with self._client.stream(
                call.method,
                call.url,
                params=call.params,
                headers={"Authorization": f"Bearer {call.token}"} if call.token else {},
                data=call.form,
                json=call.json,
            ) as response:
                return self._read(response)
        except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise SallaError("salla_slow") from error
        except httpx.ConnectError as error:
            raise SallaError("salla_down") from error
        except httpx.TimeoutException as error:
            raise SallaError("salla_slow", unsure=True) from error
        except httpx.DecodingError as error:
            raise SallaError("bad_answer", unsure=True) from error
        except httpx.TransportError as error:
            raise SallaError("salla_down", unsure=True) from error

    def _read(self, response: httpx.Response) -> Answer:
        until = time.monotonic() + self.patience.total
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > self.patience.largest:
                raise SallaError("bad_answer", status=response.status_code, unsure=True)
            if time.monotonic() > until:
                raise SallaError("salla_slow", status=response.status_code, unsure=True)
        received_at = _date(response.headers.get("date")) or self.clock()
        try:
            document, readable = (_json.decode(body) if body.strip() else None), True
        except BROKEN:
            document, readable = None, False
        limits = read_limits(response.status_code, response.headers, received_at)
        return Answer(response.status_code, document, readable, received_at, limits)


def _worth_another(error: BaseException, call: Call, gate: Gate) -> bool:
    if not isinstance(error, SallaError) or error.code not in _PASSING:
        return False
    if error.code == "rate_limited":
        return gate is not OPEN
    return call.repeatable or not error.unsure


def _date(text: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
