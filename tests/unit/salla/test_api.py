"""The Merchant API: what is asked, what is made of the answers, tokens and budget on the way."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from syncaty.salla.api import Access, Found, MerchantApi
from syncaty.salla.errors import SallaCode, SallaError
from syncaty.salla.http import Http
from syncaty.salla.limits import Limits, Scope
from syncaty.salla.webhooks import Webhook
from tests.scripted_server import Act, Scripted, resets, says

NOW = datetime(2026, 1, 13, 10, 0, tzinfo=UTC)
URL = "https://syncaty.example/salla/webhooks"
HOOK = {"id": 41, "event": "order.created", "url": URL, "name": "Syncaty", "version": 2}


class Recorded:
    """A budget that only takes notes."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def take(self, scope: Scope) -> None:
        self.notes.append(f"take {scope}")

    def told(self, scope: Scope, limits: Limits) -> None:
        self.notes.append(f"told {scope} {limits.status} {limits.remaining}")


class Tokens:
    """Gives the first token, then the next one whenever the present one was refused."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.asked: list[str | None] = []

    def __call__(self, refused: str | None) -> str:
        self.asked.append(refused)
        if refused is not None and len(self.tokens) > 1:
            self.tokens.pop(0)
        return self.tokens[0]


@pytest.fixture
def budget() -> Recorded:
    return Recorded()


@pytest.fixture
def make(salla: Scripted, http: Http, budget: Recorded) -> Callable[[Access], MerchantApi]:
    return lambda access: MerchantApi(f"{salla.url}/admin/v2/", access, budget, http)


@pytest.fixture
def api(make: Callable[[Access], MerchantApi]) -> MerchantApi:
    return make(Tokens("one"))


def good(data: object, **more: Any) -> Act:
    return says(200, {"status": 200, "success": True, "data": data, **more})


def bad(status: int, code: object = "error", message: str = "", **more: Any) -> Act:
    error = {"code": code, "message": message, **more}
    return says(status, {"status": status, "success": False, "error": error})


def pages(page: int, of: int) -> dict[str, Any]:
    return {"count": 1, "total": of, "perPage": 1, "currentPage": page, "totalPages": of}


REFUSED = bad(401, "Unauthorized", "The access token is invalid")


def test_a_page_of_orders(api: MerchantApi, salla: Scripted, budget: Recorded) -> None:
    salla.plays(good([{"id": 1}], pagination=pages(2, 7)))
    found = api.orders(2, sort="created_at-desc", since=date(2026, 1, 10), until=date(2026, 1, 13))
    assert (found.rows, found.page, found.pages, found.fetched_at) == (({"id": 1},), 2, 7, NOW)
    (asked,) = salla.asked
    assert (asked.method, asked.path) == ("GET", "/admin/v2/orders")
    assert asked.query == {
        "page": ["2"],
        "per_page": ["60"],
        "sort_by": ["created_at-desc"],
        "from_date": ["2026-01-10"],
        "to_date": ["2026-01-13"],
    }
    assert asked.headers["authorization"] == "Bearer one"
    assert asked.headers["accept-language"] == "ar"
    assert budget.notes == ["take store", "told store 200 None"]


def test_an_order(api: MerchantApi, salla: Scripted) -> None:
    salla.plays(good({"id": 5, "reference_id": 77}))
    assert api.order(5) == Found({"id": 5, "reference_id": 77}, NOW)
    assert (salla.asked[0].path, salla.asked[0].query) == (
        "/admin/v2/orders/5",
        {"format": ["light"]},
    )


@pytest.mark.parametrize("data", [None, [], {}, "x"])
def test_an_order_without_contents_is_not_an_empty_one(
    api: MerchantApi, salla: Scripted, data: object
) -> None:
    salla.plays(good(data))
    with pytest.raises(SallaError) as caught:
        api.order(5)
    assert caught.value.code == "bad_answer"


def test_the_lines_of_an_order_over_several_pages(api: MerchantApi, salla: Scripted) -> None:
    salla.plays(
        good([{"id": 1}], pagination=pages(1, 2)), good([{"id": 2}], pagination=pages(2, 2))
    )
    found = api.order_items(5)
    assert (found.rows, found.more) == (({"id": 1}, {"id": 2}), False)
    assert [asked.query["page"] for asked in salla.asked] == [["1"], ["2"]]
    assert salla.asked[0].query["order_id"] == ["5"]


def test_the_lines_of_an_order_in_one_list(api: MerchantApi, salla: Scripted) -> None:
    salla.plays(good([{"id": number} for number in range(1, 101)]))
    assert len(api.order_items(5).rows) == 100


def test_customers_have_a_limit_of_their_own(
    api: MerchantApi, salla: Scripted, budget: Recorded
) -> None:
    salla.plays(says(200, {"data": []}, {"X-RateLimit-Remaining": "499"}), good([]))
    api.customers(1)
    api.products(1)
    assert [asked.path for asked in salla.asked] == ["/admin/v2/customers", "/admin/v2/products"]
    assert budget.notes == [
        "take customers",
        "told customers 200 499",
        "take store",
        "told store 200 None",
    ]


def test_a_short_trouble_is_waited_out(api: MerchantApi, salla: Scripted) -> None:
    limited = says(429, {"status": 429, "success": False, "error": {"code": "too_many_requests"}})
    salla.plays(limited, resets, good([{"id": 1}]))
    assert api.orders(1).rows == ({"id": 1},)


@pytest.mark.parametrize(
    ("trouble", "code", "tries"),
    [
        (bad(401, "Unauthorized", "The User is not exists."), "user_gone", 1),
        (bad(401, "Unauthorized", "المستخدم غير نشط"), "user_gone", 1),
        (says(401, {"error": "invalid_grant", "error_description": "…"}), "invalid_grant", 1),
        (bad(403, "forbidden", "Blocked for now"), "forbidden_for_now", 1),
        (says(403, "<html>blocked</html>"), "forbidden_for_now", 1),
        (bad(404, 404, "العنصر غير موجود"), "gone", 1),
        (bad(410), "gone", 1),
        (bad(400), "refused", 1),
        (bad(405), "refused", 1),
        (bad(500), "salla_failed", 3),
        (says(404, "<html>"), "bad_answer", 3),
        (says(401, "<html>"), "bad_answer", 3),
        (says(200, {"status": 404, "success": False, "error": {"code": 404}}), "gone", 1),
        (says(200, {"success": False, "error": {"code": "odd"}}), "refused", 1),
    ],
)
def test_faults_are_told_by_status_and_code(
    api: MerchantApi, salla: Scripted, trouble: Act, code: SallaCode, tries: int
) -> None:
    salla.plays(*[trouble] * 3)
    with pytest.raises(SallaError) as caught:
        api.order(5)
    assert caught.value.code == code
    assert len(salla.asked) == tries


def test_a_missing_scope_keeps_the_tokens(
    make: Callable[[Access], MerchantApi], salla: Scripted
) -> None:
    tokens = Tokens("one", "two")
    message = "The access token should have access to one of those scopes: products.read_write"
    salla.plays(bad(401, "Unauthorized", message))
    with pytest.raises(SallaError) as caught:
        make(tokens).products(1)
    assert (caught.value.code, caught.value.scopes) == ("scope_missing", ("products.read_write",))
    assert "products.read_write" in str(caught.value)
    assert tokens.asked == [None]


def test_a_refused_token_is_renewed_once(
    make: Callable[[Access], MerchantApi], salla: Scripted
) -> None:
    tokens = Tokens("one", "two")
    salla.plays(REFUSED, good([{"id": 1}]))
    assert make(tokens).orders(1).rows == ({"id": 1},)
    assert tokens.asked == [None, "one"]
    assert [asked.headers["authorization"] for asked in salla.asked] == [
        "Bearer one",
        "Bearer two",
    ]


def test_a_renewed_token_that_is_refused_too(
    make: Callable[[Access], MerchantApi], salla: Scripted
) -> None:
    tokens = Tokens("one", "two", "three")
    salla.plays(REFUSED, REFUSED)
    with pytest.raises(SallaError) as caught:
        make(tokens).orders(1)
    assert (caught.value.code, caught.value.needs_reconnect) == ("token_refused", True)
    assert tokens.asked == [None, "one"]


def test_a_token_that_is_not_renewed_is_not_tried_again(api: MerchantApi, salla: Scripted) -> None:
    salla.plays(REFUSED)
    with pytest.raises(SallaError):
        api.orders(1)
    assert len(salla.asked) == 1


def test_without_a_token_nothing_is_called(
    make: Callable[[Access], MerchantApi], salla: Scripted
) -> None:
    def ended(_: str | None) -> str:
        raise SallaError("invalid_grant")

    with pytest.raises(SallaError) as caught:
        make(ended).orders(1)
    assert caught.value.code == "invalid_grant"
    assert not salla.asked


def test_webhooks_of_all_pages_once_each(api: MerchantApi, salla: Scripted) -> None:
    salla.plays(
        good([HOOK, {"id": 7}], pagination=pages(1, 2)),
        good([HOOK, {**HOOK, "id": 42, "event": "order.updated"}], pagination=pages(2, 2)),
    )
    assert [hook.id for hook in api.webhooks()] == [41, 42]


def test_webhooks_where_salla_gives_the_same_page_again(api: MerchantApi, salla: Scripted) -> None:
    salla.plays(*[good([HOOK], pagination=pages(1, 9))] * 9)
    assert [hook.id for hook in api.webhooks()] == [41]
    assert len(salla.asked) == 2


def test_the_events_that_salla_offers(api: MerchantApi, salla: Scripted) -> None:
    rows = [{"id": 1, "label": "طلب جديد", "event": "order.created"}, {"id": 2}, {"event": 5}]
    salla.plays(good(rows))
    assert api.events() == ("order.created",)


def test_subscribing(api: MerchantApi, salla: Scripted) -> None:
    salla.plays(good(HOOK))
    found = api.subscribe("order.created", URL)
    assert found == Webhook(41, "order.created", URL, "Syncaty", 2, None)
    (asked,) = salla.asked
    assert (asked.method, asked.path) == ("POST", "/admin/v2/webhooks/subscribe")
    assert asked.json == {"name": "Syncaty", "event": "order.created", "url": URL, "version": 2}


def test_an_address_that_salla_refuses(api: MerchantApi, salla: Scripted) -> None:
    salla.plays(bad(422, "error", "alert.invalid_fields", fields={"url": ["الرابط غير صالح"]}))
    with pytest.raises(SallaError) as caught:
        api.subscribe("order.created", "https://test.example/x")
    assert caught.value.code == "invalid_fields"
    assert caught.value.fields == {"url": ("الرابط غير صالح",)}
    assert caught.value.said == "alert.invalid_fields"


@pytest.mark.parametrize("fields", [None, [], "x", {"url": None}, {"url": {}}, {"url": [[], {}]}])
def test_odd_fields_do_no_harm(api: MerchantApi, salla: Scripted, fields: object) -> None:
    salla.plays(bad(422, "error", "x", fields=fields))
    with pytest.raises(SallaError) as caught:
        api.subscribe("order.created", URL)
    assert caught.value.code == "invalid_fields"


def test_securing_never_repeats_the_secret(api: MerchantApi, salla: Scripted) -> None:
    salla.plays(good({"id": 41, "security": {"strategy": "", "secret": None}}))
    api.secure(41, "s3cret")
    (asked,) = salla.asked
    assert (asked.method, asked.path) == ("PUT", "/admin/v2/webhooks/41")
    assert asked.json == {"security_strategy": "signature", "secret": "s3cret"}
    salla.plays(bad(422, "error", "s3cret for one", fields={"secret": ["s3cret is too short"]}))
    with pytest.raises(SallaError) as caught:
        api.secure(41, "s3cret")
    error = caught.value
    assert "s3cret" not in f"{error}{error!r}{error.said}{error.fields}"


def test_unsubscribing_by_id_alone(api: MerchantApi, salla: Scripted) -> None:
    salla.plays(says(202, {"status": 202, "success": True, "data": {"code": 202}}), bad(404))
    api.unsubscribe(41)
    api.unsubscribe(41)
    assert [asked.query for asked in salla.asked] == [{"id": ["41"]}] * 2
    salla.plays(bad(403))
    with pytest.raises(SallaError):
        api.unsubscribe(41)


def test_an_empty_202_is_good(api: MerchantApi, salla: Scripted) -> None:
    salla.plays(says(202))
    api.unsubscribe(41)


def test_connections_that_are_shared_are_left_open(
    make: Callable[[Access], MerchantApi], salla: Scripted
) -> None:
    first, second = make(Tokens("one")), make(Tokens("two"))
    first.close()
    salla.plays(good([]))
    assert second.orders(1).rows == ()


def test_connections_of_its_own_are_closed(salla: Scripted, budget: Recorded) -> None:
    api = MerchantApi(salla.url, Tokens("one"), budget)
    salla.plays(good([]))
    api.orders(1)
    api.close()
    with pytest.raises(RuntimeError, match="closed"):
        api.orders(1)
