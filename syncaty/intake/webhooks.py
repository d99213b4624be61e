"""The route that Salla posts to: one request in, one answer out."""

from time import perf_counter

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from syncaty.intake import headers as head
from syncaty.intake import metrics, redact
from syncaty.intake.body import Body, Disconnected
from syncaty.intake.headers import Headers
from syncaty.intake.life import Life
from syncaty.intake.receive import Desk, receive
from syncaty.intake.refusal_log import RefusalLog, RefusedRequest
from syncaty.intake.refusals import RETRY_AFTER_SECONDS, Refused
from syncaty.salla.envelope import peek

_KEPT = metrics.WEBHOOKS.labels("kept")
_DUPLICATE = metrics.WEBHOOKS.labels("duplicate")
_REFUSED = metrics.WEBHOOKS.labels("refused")


class Answer(Response):
    """A small JSON answer."""

    media_type = "application/json"


class Webhooks:
    """An ASGI application for POST: 200 only for what is on disk."""

    def __init__(self, desk: Desk, refusal_log: RefusalLog, life: Life) -> None:
        self._desk = desk
        self._refusal_log = refusal_log
        self._life = life

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one webhook."""
        began = perf_counter()
        headers = head.read(scope["headers"])
        body = Body(receive, self._desk.memory, self._desk.most_bytes)
        try:
            answer = await self._answer(headers, body)
        except Disconnected:
            return
        finally:
            body.free()
        await answer(scope, receive, send)
        metrics.ANSWER_SECONDS.observe(perf_counter() - began)

    async def _answer(self, headers: Headers, body: Body) -> Answer:
        try:
            kept = await receive(self._desk, headers, body)
        except Refused as refused:
            return self._refuse(refused, headers, body)
        (_KEPT if kept.status == "kept" else _DUPLICATE).inc()
        return Answer(f'{{"status":"{kept.status}","job":"{kept.job}"}}')

    def _refuse(self, refused: Refused, headers: Headers, body: Body) -> Answer:
        refusal = refused.refusal
        _REFUSED.inc()
        metrics.REFUSALS.labels(refusal.reason).inc()
        # A flood that nobody vouches for must not pass for an outage: each asks for repairs.
        if refusal.status == 503 and (refused.store_id or refusal.reason != "overloaded"):
            self._life.turned_away()
        if self._refusal_log.wants(refusal.reason):
            self._refusal_log.add(self._request(refused, headers, body))
        return Answer(
            f'{{"error":"{refusal.reason}","message":"{refusal.message}"}}',
            refusal.status,
            {"retry-after": str(RETRY_AFTER_SECONDS)} if refusal.status == 503 else None,
        )

    def _request(self, refused: Refused, headers: Headers, body: Body) -> RefusedRequest:
        raw = body.so_far()
        return RefusedRequest(
            refused=refused,
            at=self._desk.clock(),
            body=redact.keepable(peek(raw), raw),
            size=max(body.size, headers.content_length or 0),
            headers=head.keepable(headers),
        )


async def probe(_: Request) -> Answer:
    """Answer GET and HEAD, with which Salla looks whether the address exists."""
    return Answer('{"status":"ready for webhooks"}')
