"""A page costs the same number of statements however many items it has."""

from typing import Any

import psycopg
import pytest

from tests.integration.web.api.conftest import STORE, Api

S = f"/stores/{STORE}"
# Beside its own reading: the token, the pool's check, begin and commit.
AROUND = 4
LISTS = {
    "/stores": 1,
    "/jobs": 1,
    f"{S}/jobs": 2,
    f"{S}/customers": 3,
    f"{S}/customers?search=test": 4,
    f"{S}/products": 2,
    f"{S}/segments/champions/members": 2,
    f"{S}/analytics/products?from=2024-01-01&to=2024-12-31": 3,
}
SINGLES = {
    S: 1,
    f"{S}/customers/3": 4,
    f"{S}/orders/13": 4,
    f"{S}/products/505": 2,
    f"{S}/segments": 3,
    f"{S}/rfm": 3,
    f"{S}/rfm/composition?on=2026-01-01": 4,
    f"{S}/rfm/flows?from=2026-01-01": 3,
    f"{S}/analytics/summary?from=2024-01-01&to=2024-12-31": 4,
    f"{S}/analytics/daily?from=2024-01-01&to=2024-12-31": 3,
}


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that reaches the database, in order."""
    seen: list[str] = []
    execute = psycopg.Cursor.execute

    def counted(self: Any, query: Any, *args: Any, **named: Any) -> Any:
        seen.append(str(query))
        return execute(self, query, *args, **named)

    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    return seen


@pytest.mark.parametrize("address", LISTS)
def test_a_list_takes_as_many_statements_for_one_item_as_for_many(
    api: Api, statements: list[str], address: str
) -> None:
    api.http.get("/api/v1/stores")  # the token's use is noted once a minute
    counts = []
    for limit in (1, 40):
        statements.clear()
        mark = "&" if "?" in address else "?"
        answer = api.http.get(f"/api/v1{address}{mark}limit={limit}").json()
        counts.append(len(statements))
        assert len(answer["items"]) >= 1
    assert counts[0] <= LISTS[address] + AROUND
    assert counts[1] <= LISTS[address] + AROUND


@pytest.mark.parametrize("address", SINGLES)
def test_one_thing_takes_few_statements(api: Api, statements: list[str], address: str) -> None:
    api.http.get("/api/v1/stores")
    statements.clear()
    assert api.http.get(f"/api/v1{address}").status_code == 200
    assert 0 < len(statements) <= SINGLES[address] + AROUND
