"""Salla's Merchant API: orders, customers, products and webhooks of one store."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from syncaty.salla.errors import SallaError
from syncaty.salla.faults import api_judge
from syncaty.salla.fields import Object
from syncaty.salla.http import Answer, Call, Gate, Http
from syncaty.salla.limits import Budget, Scope
from syncaty.salla.pages import PER_PAGE, Page, read_page
from syncaty.salla.values import part_of
from syncaty.salla.webhooks import Webhook, read_webhook

Access = Callable[[str | None], str]
"""Gives the store's access token: the one in force for None; for a token that Salla refused, one
got after it by a refresh. Raises SallaError where there is none to be had."""

OrderSort = Literal["updated_at-desc", "created_at-desc", "created_at-asc", "id-desc", "id-asc"]

_MOST_PAGES = 200
_NAME = "Syncaty"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing as Salla has it now; `fetched_at` is Salla's own clock."""

    row: Object
    fetched_at: datetime


class MerchantApi:
    """The API of one store. Any number of threads may use it, and stores may share one `http`.

    Every call takes one from `budget` first, waits out short faults of the network and of Salla,
    renews a refused token once, and otherwise raises SallaError.
    """

    def __init__(
        self, base_url: str, access: Access, budget: Budget, http: Http | None = None
    ) -> None:
        self._base = base_url.rstrip("/")
        self._access = access
        self._budget = budget
        self._http = http or Http()
        self._shared = http is not None

    def close(self) -> None:
        """End the connections, unless they are shared."""
        if not self._shared:
            self._http.close()

    def orders(
        self,
        page: int,
        *,
        sort: OrderSort | None = None,
        since: date | None = None,
        until: date | None = None,
        per_page: int = PER_PAGE,
    ) -> Page:
        """Give a page of orders, often light rows (see `fetched.needs_details`).

        `since` and `until` are days of the order's *creation*, both included: there is no filter
        by change (X31). Drafts and deleted orders are not listed.
        """
        params: list[tuple[str, str]] = [("sort_by", sort)] if sort else []
        params += [("from_date", since.isoformat())] if since else []
        params += [("to_date", until.isoformat())] if until else []
        return self._list("/orders", page, per_page, params)

    def order(self, order_id: int) -> Found:
        """Give an order's details; raises SallaError `gone` where Salla no longer has it."""
        answer = self._call(Call("GET", f"/orders/{order_id}", params=(("format", "light"),)))
        row = part_of(answer.document, "data")
        if not row:
            raise SallaError("bad_answer", status=answer.status)
        return Found(row, answer.received_at)

    def order_items(self, order_id: int) -> Page:
        """Give all lines of an order, as one page however many Salla makes of them."""
        params = [("order_id", str(order_id))]
        first = page = self._list("/orders/items", 1, PER_PAGE, params)
        rows = list(first.rows)
        while page.more and page.page < _MOST_PAGES:
            page = self._list("/orders/items", page.page + 1, PER_PAGE, params)
            rows += page.rows
        return Page(tuple(rows), first.total, 1, 1, first.fetched_at)

    def customers(self, page: int, *, per_page: int = PER_PAGE) -> Page:
        """Give a page of customers. Counts against the limit that all stores share (X35)."""
        return self._list("/customers", page, per_page, [], "customers")

    def products(self, page: int, *, per_page: int = PER_PAGE) -> Page:
        """Give a page of products."""
        return self._list("/products", page, per_page, [])

    def webhooks(self) -> tuple[Webhook, ...]:
        """Give all webhooks of the store, those of other addresses too.

        A row that cannot be read as one is left out: it is none of ours.
        """
        found: dict[int, Webhook] = {}
        number, more = 1, True
        while more and number <= _MOST_PAGES:
            page = self._list("/webhooks", number, PER_PAGE, [])
            known = len(found)
            for row in page.rows:
                try:
                    webhook = read_webhook(row)
                except SallaError:
                    continue
                found[webhook.id] = webhook
            # A page with nothing new ends it, should Salla not know of pages here.
            number, more = number + 1, page.more and len(found) > known
        return tuple(found.values())

    def events(self) -> tuple[str, ...]:
        """Give the names of the events that Salla offers."""
        answer = self._call(Call("GET", "/webhooks/events"))
        rows = read_page(answer.document, 1, answer.received_at).rows
        names = [row.get("event") for row in rows]
        return tuple(name for name in names if isinstance(name, str) and name)

    def subscribe(self, event: str, url: str) -> Webhook:
        """Subscribe `url` to one event; doing it again renews the same webhook.

        Raises SallaError `invalid_fields` where Salla takes neither address nor event. List
        first, and again after that error: it may be there already (X30).
        """
        body = {"name": _NAME, "event": event, "url": url, "version": 2}
        answer = self._call(Call("POST", "/webhooks/subscribe", json=body))
        return read_webhook(part_of(answer.document, "data"))

    def secure(self, webhook_id: int, secret: str) -> None:
        """Have Salla sign what it sends for a webhook with `secret`."""
        body = {"security_strategy": "signature", "secret": secret}
        self._call(Call("PUT", f"/webhooks/{webhook_id}", json=body), "store", secret)

    def unsubscribe(self, webhook_id: int) -> None:
        """Remove one webhook; one that is gone already counts as removed.

        Never by address: that would remove every webhook on it.
        """
        params = (("id", str(webhook_id)),)
        try:
            self._call(Call("DELETE", "/webhooks/unsubscribe", params=params))
        except SallaError as error:
            if error.code != "gone":
                raise

    def _list(
        self,
        path: str,
        page: int,
        per_page: int,
        params: list[tuple[str, str]],
        scope: Scope = "store",
    ) -> Page:
        asked = (("page", str(page)), ("per_page", str(per_page)), *params)
        answer = self._call(Call("GET", path, params=asked), scope)
        return read_page(answer.document, page, answer.received_at, per_page)

    def _call(self, call: Call, scope: Scope = "store", *secrets: str) -> Answer:
        token = self._access(None)
        try:
            return self._send(call, token, scope, secrets)
        except SallaError as error:
            if error.code != "token_refused":
                raise
            renewed = self._access(token)
            if renewed == token:
                raise
        return self._send(call, renewed, scope, secrets)

    def _send(self, call: Call, token: str, scope: Scope, secrets: tuple[str, ...]) -> Answer:
        gate = Gate(
            before=lambda: self._budget.take(scope),
            after=lambda limits: self._budget.told(scope, limits),
        )
        full = replace(call, url=f"{self._base}{call.url}", token=token)
        return self._http.send(full, api_judge(token, *secrets), gate)
