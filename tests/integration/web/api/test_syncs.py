"""A program asks for an import or repair, looks how far it is, and steers it."""

from typing import Any

import pytest

from tests.integration.web.api.conftest import STORE, Api

S = f"/stores/{STORE}/syncs"


def post(api: Api, address: str, status: int = 200, **body: Any) -> Any:
    response = api.http.post(f"/api/v1{address}", json=body)
    assert response.status_code == status, response.text
    return response.json()


@pytest.fixture(autouse=True)
def nothing_under_way(api: Api) -> None:
    """Other tests ask for syncs at random."""
    for each in api.get(S, limit=200)["items"]:
        if each["state"] in {"waiting", "running", "paused"}:
            post(api, f"{S}/{each['id']}/cancel")


def test_an_import_is_asked_for_once_and_steered(api: Api) -> None:
    made = post(api, S, kind="import")
    assert (made["kind"], made["state"], made["done"]) == ("import", "waiting", 0)
    assert post(api, S, kind="import")["id"] == made["id"]
    one = f"{S}/{made['id']}"
    assert post(api, f"{one}/pause")["state"] == "paused"
    refused = post(api, f"{one}/pause", 409)
    assert refused["error"] == "sync_not_so"
    assert "is paused" in refused["message"]
    assert post(api, f"{one}/resume")["state"] == "waiting"
    assert post(api, f"{one}/cancel")["state"] == "cancelled"
    assert api.get(one)["state"] == "cancelled"
    assert api.get(S)["items"][0]["id"] == made["id"]
    job = api.get(f"/stores/{STORE}/jobs/{made['id']}")
    assert {each["actor"] for each in job["actions"]} == {"token tests"}


def test_a_repair_looks_back_to_a_moment_of_the_store(api: Api) -> None:
    made = post(api, S, kind="repair", since="2026-05-01")
    assert made["since"] == "2026-04-30T21:00:00Z"
    wider = post(api, S, kind="repair", since="2026-04-01T00:00:00Z")
    assert (wider["id"], wider["since"]) == (made["id"], "2026-04-01T00:00:00Z")
    post(api, f"{S}/{made['id']}/cancel")


def test_what_cannot_be_asked_for(api: Api) -> None:
    assert post(api, S, 422, kind="everything")["error"] == "bad_parameter"
    assert post(api, S, 422, kind="import", since="2026-05-01")["error"] == "bad_parameter"
    assert post(api, S, 422, kind="repair", since="yesterday")["error"] == "bad_parameter"
    assert api.get(f"{S}/999999", 404)["error"] == "unknown_sync"
    assert post(api, f"{S}/999999/pause", 404)["error"] == "unknown_sync"
    assert post(api, "/stores/1/syncs", 404, kind="import")["error"] == "unknown_store"
