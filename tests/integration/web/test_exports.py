"""Deciding who may leave with an export, and exporting by it: as owner, member and in Arabic."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from syncaty.db.pool import domain_dsn
from syncaty.segments import lists, stored
from syncaty.segments.entries import read_text
from syncaty.segments.stored import Draft
from tests.integration.pipeline.shop import Shop, order
from tests.integration.web.conftest import PASSWORD, Site, browser, sign_in, submit

SHOP = 4_920
HERE = f"/stores/{SHOP}"


@dataclass(frozen=True)
class Both:
    """An owner and a member of the store, signed in, and the store."""

    owner: httpx.Client
    member: httpx.Client
    shop: Shop


@pytest.fixture(scope="module")
def both(site: Site) -> Iterator[Both]:
    from syncaty.web.accounts.services import create_user

    dsn = domain_dsn(site.config.database_url, site.config.schema)
    with (
        Shop(dsn, SHOP) as shop,
        browser(site, "10.5.20.1") as owner,
        browser(site, "10.5.20.2") as member,
    ):
        for client, role in ((owner, "owner"), (member, "member")):
            user = create_user(f"{role}-exports@example.com", PASSWORD, role)
            add = "insert into store_members (store_id, user_id, role) values (%s, %s, %s)"
            site.execute(add, SHOP, user.pk, role)
            assert sign_in(client, email=user.email).status_code == 302
        shop.take(order(n, customer=n, merchant=SHOP) for n in range(1, 6))
        shop.conn.execute(
            "update customers set name = '=cmd()' where store_id = %s and id = 5", (SHOP,)
        )
        shop.conn.execute("update customer_rfm set segment = 'loyal' where store_id = %s", (SHOP,))
        with shop.conn.transaction():
            stored.create(shop.conn, SHOP, Draft("No mail", None, "no-mail"), "test")
            lists.apply(shop.conn, SHOP, "no-mail", list(read_text("2 4")), "add", "test")
        yield Both(owner, member, shop)


@pytest.fixture(autouse=True)
def undecided(both: Both) -> None:
    both.shop.conn.execute("delete from store_privacy where store_id = %s", (SHOP,))


def rows(client: httpx.Client, key: str = "loyal") -> list[dict[str, str]]:
    response = client.get(f"{HERE}/segments/{key}.csv")
    assert response.status_code == 200
    assert response.text.startswith("\ufeffid,name,email,mobile,")
    return list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))


def decide(client: httpx.Client, **said: str) -> httpx.Response:
    return submit(client, f"{HERE}/privacy", f"{HERE}/privacy", **said)


def test_until_something_is_decided_everybody_leaves_in_full(both: Both) -> None:
    for client in (both.owner, both.member):
        found = rows(client)
        assert [row["id"] for row in found] == ["1", "2", "3", "4", "5"]
        assert found[0]["mobile"] == "+966500000001"
        assert found[4]["name"] == "'=cmd()"
        page = client.get(f"{HERE}/segments/loyal/export").text
        assert 'id="kept"' in page
        assert "consent leaves nobody out" in page


def test_json_and_lines_are_given_too(both: Both) -> None:
    array = both.owner.get(f"{HERE}/segments/no-mail.json").json()
    lines = both.owner.get(f"{HERE}/segments/no-mail.jsonl").text.splitlines()
    assert [row["id"] for row in array] == [2, 4]
    assert [json.loads(line) for line in lines] == array


def test_an_owner_masks_contacts_and_leaves_people_out(both: Both) -> None:
    answer = decide(both.owner, contacts="mask", consent="without", segment="no-mail")
    assert answer.status_code == 302
    assert "Saved." in both.owner.get(f"{HERE}/privacy").text
    assert [row["id"] for row in rows(both.owner)] == ["1", "3", "5"]
    assert rows(both.owner)[0]["mobile"] == "+966500000001"
    hidden = rows(both.member)
    assert (hidden[0]["mobile"], hidden[0]["email"]) == ("'+9•••••01", "c••••@••••.com")
    page = both.member.get(f"{HERE}/segments/loyal/export").text
    assert "masked" in page
    assert "No mail" in page
    assert both.member.get(f"{HERE}/segments/loyal.csv").headers["X-Total-Count"] == "3"
    arabic = both.member.get(f"{HERE}/segments/loyal/export", headers={"Accept-Language": "ar"})
    assert arabic.status_code == 200
    decide(both.owner, contacts="show", consent="only", segment="no-mail")
    assert [row["id"] for row in rows(both.member)] == ["2", "4"]


def test_a_member_reads_what_is_decided_and_does_not_decide(both: Both) -> None:
    page = both.member.get(f"{HERE}/privacy").text
    assert "Owners decide this." in page
    assert decide(both.member, contacts="mask").status_code == 403
    assert rows(both.member)[0]["mobile"] == "+966500000001"


@pytest.mark.parametrize("segment", ["", "gone", "'; drop table orders"])
def test_consent_without_a_segment_is_refused_in_a_sentence(both: Both, segment: str) -> None:
    answer = decide(both.owner, contacts="mask", consent="only", segment=segment)
    assert answer.status_code == 422
    assert "Choose the segment that consent goes by. Nothing was changed." in answer.text
    assert rows(both.member)[0]["mobile"] == "+966500000001"


def test_with_its_segment_gone_nobody_leaves(both: Both) -> None:
    decide(both.owner, consent="without", segment="no-mail")
    both.shop.conn.execute("update store_privacy set consent_segment = 'gone'")
    for address in ("loyal.csv", "loyal.json", "loyal/export"):
        answer = both.owner.get(f"{HERE}/segments/{address}")
        assert answer.status_code == 409
        assert "Nothing can be exported now" in answer.text
        assert "+966500000001" not in answer.text
    assert "Choose another" in both.owner.get(f"{HERE}/privacy").text


def test_what_was_decided_is_told_with_the_store(both: Both) -> None:
    decide(both.owner, contacts="mask")
    page = both.owner.get(f"{HERE}/connection").text
    assert "Who may leave with an export was decided anew" in page


def test_the_list_of_customers_leaves_by_the_same_decisions(both: Both) -> None:
    def listed(client: httpx.Client) -> list[dict[str, str]]:
        text = client.get(f"{HERE}/customers.csv?sort=name").text
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    assert {row["id"] for row in listed(both.member)} == {"1", "2", "3", "4", "5"}
    assert "kept-back" not in both.owner.get(f"{HERE}/customers").text
    decide(both.owner, contacts="mask", consent="without", segment="no-mail")
    assert {row["id"] for row in listed(both.member)} == {"1", "3", "5"}
    assert {row["email"] for row in listed(both.member)} == {"c••••@••••.com"}
    assert "c1@example.com" in {row["email"] for row in listed(both.owner)}
    page = re.sub(r"<[^>]+>", "", both.owner.get(f"{HERE}/customers").text)
    assert "Of all customers, 2 stay out of the export: consent goes by No mail." in page
    decide(both.owner, consent="only", segment="no-mail")
    assert {row["id"] for row in listed(both.owner)} == {"2", "4"}
    page = re.sub(r"<[^>]+>", "", both.owner.get(f"{HERE}/customers").text)
    assert "Of all customers, 3 stay out of the export" in page
    both.shop.conn.execute("update store_privacy set consent_segment = 'gone'")
    answer = both.owner.get(f"{HERE}/customers.csv")
    assert answer.headers["location"] == f"{HERE}/privacy"
    assert both.owner.get(f"{HERE}/customers").status_code == 200


def test_tokens_of_members_get_contacts_masked_those_of_owners_in_full(
    both: Both, site: Site
) -> None:
    from syncaty.web.accounts.services import create_token, require_user

    decide(both.owner, contacts="mask")
    for role, mobile in (("owner", "+966500000001"), ("member", "+9•••••01")):
        token = create_token(role, require_user(f"{role}-exports@example.com"))
        with browser(site, "10.5.20.3") as client:
            client.headers["Authorization"] = f"Bearer {token}"
            api = f"/api/v1/stores/{SHOP}/segments/loyal"
            assert client.get(f"{api}/export?form=json").json()[0]["mobile"] == mobile
            assert client.get(f"{api}/members").json()["items"][0]["mobile"] == mobile
            assert client.get(api).json()["export"]["masked"] == (role == "member")


@pytest.mark.parametrize("address", ["nobody.csv", "nobody.json", "nobody/export"])
def test_an_unknown_segment_is_a_404(both: Both, address: str) -> None:
    assert both.owner.get(f"{HERE}/segments/{address}").status_code == 404
