"""Every address and every operation of the API, tried by somebody who is no member of the store.

The addresses are walked, not listed: a page that is added later is tried as well.
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.urls import URLPattern, URLResolver

from tests.integration.web.conftest import PASSWORD, RIYADH, Site, browser, sign_in

NAME = "بيت العود"
STRANGER, MEMBER = "stranger@example.com", "member@example.com"
VALUES = {"number": 1, "customer": 1, "order": 1, "product": 1, "key": "loyal", "token": "x"}
# What has no store in its address and is not for operators alone.
OPEN = frozenset(
    {"home", "login", "logout", "set_language", "stores", "pieces", "sign_up", "invited"}
    | {"connect", "connect_waiting", "connect_callback"}
)

FOR_ALL = frozenset({"schema"})  # holds nothing of a store
RULE = {"line": "orders at_least 3", "customer": 1}
BODIES: dict[str, Any] = {
    "/syncs": {"kind": "import"},
    "/segments": {"name": "Often here", "line": "orders at_least 3"},
    "/entries": {"entries": ["1"]},
}
"""What operations ask for, by the end of their address."""


@pytest.fixture(scope="module")
def people(site: Site) -> Iterator[dict[str, httpx.Client]]:
    """Two merchants, signed in: one who is a member of a store, one who is of none."""
    from syncaty.web.accounts.services import create_user

    found: dict[str, httpx.Client] = {}
    for email in (STRANGER, MEMBER):
        user = create_user(email, PASSWORD)
        if email == MEMBER:
            add = "insert into store_members (store_id, user_id) values (%s, %s)"
            site.execute(add, RIYADH, user.pk)
        found[email] = browser(site, f"10.7.0.{len(found)}")
        assert sign_in(found[email], email=email).status_code == 302
    yield found
    for client in found.values():
        client.close()


def addresses() -> list[tuple[str, str, bool]]:
    """Walk the addresses of the dashboard: (name, address, whether it is of a store)."""
    from syncaty.web.urls import urlpatterns

    return list(_walked(urlpatterns, ""))


def _walked(patterns: Any, before: str) -> Iterator[tuple[str, str, bool]]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver) and not route.startswith("api/"):
            yield from _walked(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            address = re.sub(r"<(?:\w+:)?(\w+)>", _value, route)
            yield each.name or "", f"/{address}", "<int:merchant>" in route


def _value(found: re.Match[str]) -> str:
    return str(RIYADH if found[1] == "merchant" else VALUES.get(found[1], 1))


def send(client: httpx.Client, method: str, address: str) -> httpx.Response:
    """Ask as a browser of somebody signed in does, with the proof of origin."""
    proof = re.search(r'"X-CSRFToken": "(\w+)"', client.get("/stores").text)
    assert proof is not None
    return client.request(method, address, headers={"X-CSRFToken": proof[1]})


def test_no_address_of_a_store_answers_a_stranger(people: dict[str, httpx.Client]) -> None:
    of_store = [(name, address) for name, address, is_of_store in addresses() if is_of_store]
    assert len(of_store) > 25
    for name, address in of_store:
        answers = [send(people[STRANGER], method, address) for method in ("GET", "POST")]
        statuses = {answer.status_code for answer in answers}
        assert 404 in statuses, (name, address, statuses)
        assert statuses <= {404, 405}, (name, address, statuses)
        assert not any(NAME in answer.text for answer in answers), address


def test_what_is_of_no_store_is_open_or_for_operators(people: dict[str, httpx.Client]) -> None:
    for name, address, is_of_store in addresses():
        if is_of_store or name in OPEN or name.startswith("pieces"):
            continue
        answers = [send(people[MEMBER], method, address) for method in ("GET", "POST")]
        assert {answer.status_code for answer in answers} <= {404, 405}, address


def test_a_member_sees_his_store_and_no_other(people: dict[str, httpx.Client]) -> None:
    member, stranger = people[MEMBER], people[STRANGER]
    for page in ("", "/overview", "/customers", "/rfm", "/jobs", "/products"):
        assert member.get(f"/stores/{RIYADH}{page}").status_code == 200, page
    for path in ("/stores", f"/stores/{RIYADH}/overview"):
        assert "Qahwat Najd" not in member.get(path).text, path
    assert NAME in member.get("/stores").text
    assert NAME not in stranger.get("/stores").text
    assert member.get("/").headers["location"] == f"/stores/{RIYADH}/overview"
    assert stranger.get("/").status_code == 200


def test_words_in_the_box_of_jobs_lead_to_no_other_store(
    people: dict[str, httpx.Client], site: Site
) -> None:
    other = 5_151
    site.execute("insert into stores (id, name, lane) values (%s, 'Elsewhere', 9)", other)
    job = _job(site, other)
    try:
        for word in (f"store:{other}", "store:Elsewhere", f"store:{other} {job}"):
            answer = people[MEMBER].get(f"/stores/{RIYADH}/jobs", params={"q": word})
            assert answer.status_code == 200
            assert f"/jobs/{job}" not in answer.text
            assert "is no store that is connected here" in answer.text
    finally:
        site.execute("delete from jobs where store_id = %s", other)
        site.execute("delete from deliveries where store_id = %s", other)
        site.execute("delete from stores where id = %s", other)


def _job(site: Site, store_id: int) -> int:
    number = 9_000_000 + store_id
    site.execute(
        "insert into deliveries (store_id, id, received_at, body, body_hash, headers, verified_by)"
        " overriding system value values (%s, %s, now(), '{}', sha256('x'), '{}', 'app')",
        store_id,
        number,
    )
    site.execute(
        "insert into jobs (store_id, id, lane, state, event, received_at, due_at)"
        " values (%s, %s, 1, 'pending', 'order.created', now(), now())",
        store_id,
        number,
    )
    return number


class TestApi:
    """The same for programs: each token sees what its person sees."""

    @pytest.fixture
    def ask(self, site: Site, people: dict[str, httpx.Client]) -> Any:
        from syncaty.web.accounts.services import create_token, require_user

        tokens = {email: create_token("reach", require_user(email)) for email in (STRANGER, MEMBER)}
        tokens[""] = create_token("of the operator")

        def ask(email: str, method: str, address: str) -> httpx.Response:
            with browser(site, "10.7.1.1") as client:
                headers = {"Authorization": f"Bearer {tokens[email]}"}
                told = next((BODIES[end] for end in BODIES if address.endswith(end)), RULE)
                body = told if method in {"POST", "PUT"} else None
                return client.request(method, f"/api/v1{address}", headers=headers, json=body)

        return ask

    def operations(self) -> Iterator[tuple[str, str, str]]:
        from syncaty.web.api.urls import api

        for route, methods in api.get_openapi_schema()["paths"].items():
            address = re.sub(r"\{(\w+)\}", _api_value, route.removeprefix("/api/v1"))
            for method, operation in methods.items():
                yield operation["operationId"], method.upper(), address

    def test_no_operation_answers_a_stranger(self, ask: Any, site: Site) -> None:
        job = _job(site, RIYADH)
        try:
            tried = set()
            for name, method, template in self.operations():
                address = template.replace("JOB", str(job))
                answer = ask(STRANGER, method, address)
                if address.startswith("/stores/"):
                    assert answer.json()["error"] == "unknown_store", name
                elif str(job) in address:
                    assert answer.json()["error"] == "unknown_job", name
                elif name not in FOR_ALL:
                    assert answer.json() == {"items": [], "next": None}, name
                tried.add(name)
            assert len(tried) > 18
        finally:
            site.execute("delete from jobs where store_id = %s", RIYADH)
            site.execute("delete from deliveries where store_id = %s", RIYADH)

    def test_a_member_gets_his_and_the_operator_all(self, ask: Any, site: Site) -> None:
        other = 5_152
        site.execute("insert into stores (id, name, lane) values (%s, 'Elsewhere', 9)", other)
        mine, theirs = _job(site, RIYADH), _job(site, other)
        try:
            stores = {
                who: {each["id"] for each in ask(who, "GET", "/stores").json()["items"]}
                for who in (MEMBER, "")
            }
            jobs = {
                who: [each["id"] for each in ask(who, "GET", "/jobs").json()["items"]]
                for who in (MEMBER, "")
            }
            assert stores[MEMBER] == {RIYADH}
            assert {RIYADH, other} <= stores[""]
            assert jobs[MEMBER] == [mine]
            assert {mine, theirs} <= set(jobs[""])
            assert ask(MEMBER, "GET", f"/jobs/{mine}").status_code == 200
            for address in (f"/jobs/{theirs}", f"/stores/{RIYADH}/jobs/{theirs}"):
                assert ask(MEMBER, "GET", address).json()["error"] == "unknown_job"
                again = ask(MEMBER, "POST", f"{address}/retry")
                assert again.json()["error"] == "unknown_job"
        finally:
            for number in (RIYADH, other):
                site.execute("delete from jobs where store_id = %s", number)
                site.execute("delete from deliveries where store_id = %s", number)
            site.execute("delete from stores where id = %s", other)

    def test_a_token_ends_with_its_person(self, ask: Any, site: Site) -> None:
        from syncaty.web.accounts.models import User

        assert ask(STRANGER, "GET", "/stores").status_code == 200
        User.objects.filter(email=STRANGER).update(is_active=False)
        try:
            assert ask(STRANGER, "GET", "/stores").status_code == 401
        finally:
            User.objects.filter(email=STRANGER).update(is_active=True)


def _api_value(found: re.Match[str]) -> str:
    values = {"merchant": str(RIYADH), "job_id": "JOB", "key": "loyal", "do": "pause"}
    return values.get(found[1], "1")
