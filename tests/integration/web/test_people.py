"""Signing up, inviting somebody, accepting, and who may change that."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import psycopg
import pytest
from django.test import override_settings

from syncaty.db.pool import domain_dsn
from tests.integration.web.conftest import PASSWORD, Site, browser, sign_in, submit

SHOP = 4_901
HERE = f"/stores/{SHOP}/people"
_NUMBERS = itertools.count(1)


@pytest.fixture
def shop(site: Site) -> Iterator[int]:
    """A store named Bayt."""
    site.execute("insert into stores (id, name, lane) values (%s, 'Bayt', 1)", SHOP)
    yield SHOP
    site.execute("delete from stores where id = %s", SHOP)


@pytest.fixture
def people(site: Site, shop: int) -> Iterator["People"]:
    """An owner of the store, signed in, and others on request."""
    made = People(site)
    yield made
    for client in made.clients:
        client.close()


class People:
    """Accounts with browsers."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.clients: list[httpx.Client] = []
        self.owner, self.owner_id = self.add("owner")

    def add(self, role: str = "", email: str = "") -> tuple[httpx.Client, int]:
        """Make an account, perhaps with a place in the store, and sign in."""
        from syncaty.web.accounts.services import create_user

        user = create_user(email or f"person{next(_NUMBERS)}@example.com", PASSWORD, "Person")
        client = self.visitor()
        assert sign_in(client, email=user.email).status_code == 302
        if role:
            add = "insert into store_members (store_id, user_id, role) values (%s, %s, %s)"
            self.site.execute(add, SHOP, user.pk, role)
        return client, user.pk

    def visitor(self) -> httpx.Client:
        """Give a browser of somebody who is not signed in."""
        self.clients.append(browser(self.site, f"10.5.{next(_NUMBERS)}.1"))
        return self.clients[-1]

    def invite(self, email: str, role: str = "member") -> str:
        """Have the owner invite an address; gives the path of the link."""
        page = submit(self.owner, HERE, f"/stores/{SHOP}/invites", email=email, role=role)
        assert page.status_code == 200
        found = re.search(
            r'id="invite-link" dir="ltr">http://syncaty.test(/invite/[^<]+)<', page.text
        )
        assert found is not None
        return found[1]

    def roles(self) -> dict[int, str]:
        """Give who is what in the store."""
        dsn = domain_dsn(self.site.config.database_url, self.site.config.schema)
        with psycopg.connect(dsn) as conn:
            query = "select user_id, role from store_members where store_id = %s"
            return dict(conn.execute(query, (SHOP,)).fetchall())

    def act(self, client: httpx.Client, path: str) -> int:
        """Send a form of the page of people; gives the status."""
        return submit(client, HERE, f"/stores/{SHOP}{path}").status_code


def test_accepting_makes_an_account_when_there_is_none(people: People) -> None:
    link = people.invite("New.Comer@example.com")
    nora = people.visitor()
    page = nora.get(link)
    assert "You are invited to" in page.text
    assert "Bayt" in page.text
    assert 'autocomplete="new-password"' in page.text
    weak = submit(nora, link, link, name="Nora", password="short")
    assert weak.status_code == 422
    assert "too short" in weak.text
    answer = submit(nora, link, link, name="Nora", password=PASSWORD)
    assert answer.headers["location"] == f"/stores/{SHOP}/overview"
    assert nora.get(f"/stores/{SHOP}/overview").status_code == 200
    assert "newcomer" not in people.owner.get(HERE).text
    assert "new.comer@example.com" in people.owner.get(HERE).text
    used = nora.get(link)
    assert used.status_code == 404
    assert "This invitation is over" in used.text


def test_accepting_signs_in_who_has_an_account(people: People) -> None:
    _, user_id = people.add(email="has.account@example.com")
    link = people.invite("has.account@example.com", role="owner")
    visitor = people.visitor()
    assert "Log in and accept" in visitor.get(link).text
    assert submit(visitor, link, link, password="not this one").status_code == 422
    assert user_id not in people.roles()
    assert submit(visitor, link, link, password=PASSWORD).status_code == 302
    assert people.roles()[user_id] == "owner"


def test_who_is_signed_in_accepts_with_one_press(people: People) -> None:
    omar, user_id = people.add(email="omar.in@example.com")
    link = people.invite("omar.in@example.com")
    assert submit(omar, link, link).status_code == 302
    assert people.roles()[user_id] == "member"


def test_an_invitation_is_for_its_address_only(people: People) -> None:
    other, other_id = people.add()
    link = people.invite("somebody.else@example.com")
    page = other.get(link)
    assert "You are signed in as" in page.text
    answer = submit(other, link, link)
    assert answer.status_code == 200
    assert other_id not in people.roles()


def test_a_withdrawn_invitation_and_a_wrong_link_are_over(people: People) -> None:
    link = people.invite("late@example.com")
    number = re.search(rf"/stores/{SHOP}/invites/(\d+)", people.owner.get(HERE).text)
    assert number is not None
    assert people.act(people.owner, f"/invites/{number[1]}") == 302
    assert people.act(people.owner, f"/invites/{number[1]}") == 404
    for path in (link, "/invite/none"):
        page = people.visitor().get(path, headers={"Accept-Language": "ar"})
        assert page.status_code == 404
        assert "انتهت هذه الدعوة" in page.text


def test_a_token_is_shown_once_and_kept_as_a_digest(people: People) -> None:
    token = people.invite("once@example.com").rpartition("/")[2]
    assert token not in people.owner.get(HERE).text
    assert "once@example.com" in people.owner.get(HERE).text


def test_a_wrong_address_is_told_beside_the_field(people: People) -> None:
    page = submit(people.owner, HERE, f"/stores/{SHOP}/invites", email="not an address")
    assert page.status_code == 422
    assert "valid email" in page.text
    assert 'value="not an address"' in page.text


def test_a_member_sees_who_is_there_and_changes_nothing(people: People) -> None:
    member, member_id = people.add("member")
    page = member.get(HERE).text
    assert "Who sees this store" in page
    assert "Make a link" not in page
    for path in ("/invites", f"/people/{people.owner_id}/remove", f"/people/{member_id}/owner"):
        answer = submit(member, HERE, f"/stores/{SHOP}{path}", email="x@example.com")
        assert answer.status_code == 403, path
    assert member.get(f"/stores/{SHOP}/disconnect").status_code == 403
    assert people.roles() == {people.owner_id: "owner", member_id: "member"}


def test_everybody_may_leave_but_the_last_owner(people: People) -> None:
    member, member_id = people.add("member")
    assert submit(member, HERE, f"/stores/{SHOP}/people/{member_id}/remove").status_code == 302
    assert member.get(HERE).status_code == 404
    people.act(people.owner, f"/people/{people.owner_id}/remove")
    assert "keeps at least one owner" in people.owner.get(HERE).text
    _, second = people.add("member")
    people.act(people.owner, f"/people/{second}/owner")
    assert people.act(people.owner, f"/people/{people.owner_id}/remove") == 302
    assert people.roles() == {second: "owner"}


def test_an_operator_gives_a_store_its_owner(people: People, client: httpx.Client) -> None:
    people.site.execute("delete from store_members where store_id = %s", SHOP)
    assert "only operators see it" in client.get(HERE).text
    assert submit(client, HERE, f"/stores/{SHOP}/invites", email="o@example.com").status_code == 200


class TestSignUp:
    """Making an account oneself."""

    @pytest.fixture(autouse=True)
    def _open(self, site: Site) -> Iterator[None]:
        with override_settings(SYNCATY_CONFIG=replace(site.config, sign_up="open")):
            yield

    def test_somebody_signs_up_and_is_led_to_connecting(self, visitor: httpx.Client) -> None:
        assert 'href="/signup?next=/"' in visitor.get("/login").text
        fields = {"name": "Huda", "email": "Huda@Example.com", "password": PASSWORD}
        answer = submit(visitor, "/signup", "/signup", **fields)
        assert answer.status_code == 302
        page = visitor.get("/").text
        assert "Connect your Salla store" in page
        assert "syncaty store add" not in page
        assert visitor.get("/jobs").status_code == 404
        from syncaty.web.accounts.models import User

        assert not User.objects.get(email="huda@example.com").is_operator

    @pytest.mark.parametrize(
        ("email", "password", "english", "arabic"),
        [
            ("sara@example.com", PASSWORD, "has an account already", "حساب من قبل"),
            ("new@example.com", "tiny1", "too short", "قصيرة"),
            ("nothing", PASSWORD, "valid email", "بريد"),
        ],
    )
    def test_bad_input_is_told_and_kept(
        self, visitor: httpx.Client, email: str, password: str, english: str, arabic: str
    ) -> None:
        for language, said in (("en", english), ("ar", arabic)):
            visitor.headers["Accept-Language"] = language
            fields = {"name": "Huda", "email": email, "password": password}
            answer = submit(visitor, "/signup", "/signup", **fields)
            assert answer.status_code == 422
            assert said in answer.text
            assert f'value="{email}"' in answer.text
            assert password not in answer.text

    def test_one_address_makes_only_so_many(self, visitor: httpx.Client) -> None:
        fields = {"email": "no", "password": "x"}
        statuses = [submit(visitor, "/signup", "/signup", **fields).status_code for _ in range(11)]
        assert statuses == [422] * 10 + [429]

    def test_it_is_closed_by_default(self, site: Site, visitor: httpx.Client) -> None:
        with override_settings(SYNCATY_CONFIG=site.config):
            assert visitor.get("/signup").status_code == 404
            assert "/signup" not in visitor.get("/login").text
