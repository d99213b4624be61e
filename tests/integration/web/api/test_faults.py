"""What the API answers when it cannot answer as asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from syncaty.web.api.codes import CODES
from tests.integration.web.api.conftest import STORE, Api

S = f"/stores/{STORE}"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/stores/78", "unknown_store"),
        ("/stores/78/customers", "unknown_store"),
        ("/stores/78/jobs/1/", "unknown_address"),
        ("/stores/78/jobs/1", "unknown_store"),
        (f"{S}/customers/999999", "unknown_customer"),
        (f"{S}/orders/999999", "unknown_order"),
        (f"{S}/products/999999", "unknown_product"),
        (f"{S}/jobs/999999999", "unknown_job"),
        ("/jobs/9223372036854775806", "unknown_job"),
        (f"{S}/segments/best/members", "unknown_segment"),
        ("/nothing/here", "unknown_address"),
        ("/", "unknown_address"),
        (f"{S}/customers?limit=0", "bad_parameter"),
        (f"{S}/customers?limit=201", "bad_parameter"),
        (f"{S}/customers?limit=x", "bad_parameter"),
        (f"{S}/customers?sort=wealth", "bad_parameter"),
        (f"{S}/customers?r=6", "bad_parameter"),
        (f"{S}/customers?search=%00", "bad_parameter"),
        (f"{S}/customers?cursor=x", "bad_cursor"),
        (f"{S}/customers?cursor=", "bad_cursor"),
        (f"{S}/jobs?cursor=WyJzdG9yZXMiLDFd", "bad_cursor"),
        (f"{S}/jobs?state=done", "bad_parameter"),
        (f"{S}/jobs?entity=cart:5", "bad_parameter"),
        (f"{S}/jobs?after=yesterday", "bad_parameter"),
        (f"{S}/jobs?before=0001-01-01T00:00:00%2B14:00", "bad_parameter"),
        (f"{S}/orders/0", "bad_parameter"),
        (f"{S}/orders/9223372036854775808", "bad_parameter"),
        ("/stores/shop/orders/1", "bad_parameter"),
        (f"{S}/analytics/summary?from=2024-02-01&to=2024-01-01", "period_reversed"),
        (f"{S}/rfm/flows?from=2024-02-01&to=2024-01-01", "period_reversed"),
        (f"{S}/rfm/flows?from=9999-12-31", "period_reversed"),
        (f"{S}/rfm/composition?on=yesterday", "bad_parameter"),
        (f"{S}/analytics/daily?from=1990-02-01&to=2024-01-01", "period_too_long"),
        (f"{S}/analytics/daily?to=0001-01-01", "period_too_long"),
        (f"{S}/analytics/daily?from=2024-02-30", "bad_parameter"),
        (f"{S}/analytics/daily?from=1700000000", "bad_parameter"),
    ],
)
def test_each_fault_has_its_code_and_says_what_to_do(api: Api, address: str, code: str) -> None:
    response = api.http.get(f"/api/v1{address}")
    assert response.status_code == CODES[code], response.text
    said = response.json()
    assert (set(said) - {"path"}, said["error"]) == ({"error", "message"}, code)
    assert len(said["message"]) > 20


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Basic YTpi"])
def test_without_a_token_nothing_is_told(api: Api, header: str | None) -> None:
    for address in ("/stores", S, "/jobs/1", "/stores/78"):
        headers = [] if header is None else [(b"Authorization", header.encode())]
        response = api.stranger.get(f"/api/v1{address}", headers=headers)
        assert response.status_code == 401
        assert response.json()["error"] == "unauthorized"
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert "Set-Cookie" not in response.headers


def test_the_description_needs_no_token(api: Api) -> None:
    assert api.stranger.get("/api/v1/openapi.json").json()["openapi"].startswith("3.")


def test_a_method_that_is_not_possible(api: Api) -> None:
    response = api.http.delete(f"/api/v1{S}/customers")
    assert response.status_code == 405
    assert response.json()["error"] == "method_not_allowed"
    assert response.headers["Allow"] == "GET"


def test_a_job_of_another_store_is_not_run(api: Api) -> None:
    job = api.get(f"{S}/jobs")["items"][20]["id"]
    before = api.get(f"/jobs/{job}")["actions"]
    other = next(each["id"] for each in api.every("/stores") if each["id"] != STORE)
    response = api.http.post(f"/api/v1/stores/{other}/jobs/{job}/retry")
    assert (response.status_code, response.json()["error"]) == (404, "unknown_job")
    assert api.get(f"/jobs/{job}")["actions"] == before


@contextmanager
def locked(api: Api, table: str) -> Iterator[None]:
    """Hold a table so that no reader gets at it."""
    with psycopg.connect(api.shop.dsn) as conn:
        conn.execute(f"lock table {table} in access exclusive mode".encode())
        yield


def test_a_database_that_does_not_answer_in_time_is_said_so(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from syncaty.web import database

    whole = database.connection

    @contextmanager
    def hurried() -> Iterator[Any]:
        with whole() as conn:
            conn.execute("set local statement_timeout = '200ms'")
            yield conn

    from syncaty.web.api import entities

    monkeypatch.setattr(entities, "connection", hurried)
    with locked(api, "stores"):
        response = api.http.get(f"/api/v1{S}")
    assert (response.status_code, response.json()["error"]) == (503, "unavailable")
    assert response.headers["Retry-After"]
    assert "QueryCanceled" in caplog.text
