"""What page authors build on: stores, partials, reading, faults, static files."""

import json
import re

import httpx
import psycopg
import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from syncaty.clock import utc_now
from syncaty.stores.members import OPERATOR
from syncaty.web import pages, stores
from syncaty.web.database import connection, transaction
from syncaty.web.stores import Store
from tests.integration.web.conftest import DUBAI, RIYADH, Site


class TestStorePage:
    """`store_page` and `render`, called as Django would call them."""

    @pytest.fixture(autouse=True)
    def _imports(self, site: Site) -> None:
        from syncaty.web.accounts.models import User

        self.session: dict[str, object] = {}

        @pages.store_page("customers")
        def view(request: HttpRequest, store: Store, **named: object) -> HttpResponse:
            return pages.render(
                request,
                "components/asof.html",
                {
                    "shell": {"pulse": {"late": False, "as_of": utc_now()}},
                    "title": store.title,
                    **named,
                },
                partial="components/empty.html",
            )

        def ask(merchant: int, **headers: str) -> HttpResponse:
            request = RequestFactory(headers=headers).get("/")
            request.session = self.session  # type: ignore[assignment]
            request.user = User(is_operator=True)
            answer = view(request, merchant=merchant)
            assert isinstance(answer, HttpResponse)
            return answer

        self.ask = ask

    def test_an_unknown_store_is_not_found(self) -> None:
        with pytest.raises(Http404):
            self.ask(404)

    def test_ids_beyond_what_a_float_holds_are_exact(self) -> None:
        answer = self.ask(DUBAI, **{"HX-Request": "true"})
        assert "Qahwat Najd" in answer.content.decode()
        assert self.session == {"store": DUBAI}

    def test_htmx_gets_the_partial_only(self) -> None:
        whole, part = self.ask(RIYADH), self.ask(RIYADH, **{"HX-Request": "true"})
        assert b"asof" in whole.content
        assert b"asof" not in part.content
        assert "ETag" not in whole.headers
        assert "HX-Request" in part.headers["Vary"]

    def test_an_unchanged_partial_is_not_sent_again(self) -> None:
        first = self.ask(RIYADH, **{"HX-Request": "true"})
        held = {"HX-Request": "true", "If-None-Match": first.headers["ETag"]}
        assert self.ask(RIYADH, **held).status_code == 304
        assert self.ask(DUBAI, **held).status_code == 200


def test_pages_read_one_moment_and_cannot_write(site: Site) -> None:
    with connection() as conn:
        before = conn.execute("select count(*) as n from stores").fetchone()
        site.execute("insert into stores (id, name, lane) values (77, '', 0)")
        assert conn.execute("select count(*) as n from stores").fetchone() == before
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), connection() as conn:
        conn.execute("delete from stores where id = 77")
    with transaction() as conn:
        conn.execute("delete from stores where id = 77")
    with connection() as conn:
        assert conn.execute("select 1 from stores where id = 77").fetchone() is None


def test_the_pulse_tells_how_far_behind_a_store_is(site: Site) -> None:
    store = stores.find(RIYADH, OPERATOR)
    assert store is not None
    assert not stores.pulse(store, OPERATOR).late
    add = (
        "insert into jobs (store_id, id, lane, state, event, received_at, due_at, finished_at)"
        " values (%s, %s, 1, %s, 'order.created', now(), now() + %s::interval, %s)"
    )
    site.execute(add, RIYADH, 1, "pending", "-5 minutes", None)
    site.execute(add, RIYADH, 2, "pending", "1 hour", None)
    site.execute(add, RIYADH, 3, "failed", "-1 day", "2026-11-23")
    try:
        pulse = stores.pulse(store, OPERATOR)
        assert 290 < pulse.behind.total_seconds() < 400
        assert (pulse.late, pulse.failed) == (True, 1)
        assert stores.pulse(None, OPERATOR).failed == 1
        other = stores.find(DUBAI, OPERATOR)
        assert stores.pulse(other, OPERATOR).failed == 0
    finally:
        site.execute("delete from jobs")


def test_a_missing_page_says_so_in_the_language_of_the_reader(client: httpx.Client) -> None:
    answer = client.get("/nothing/here", headers={"Accept-Language": "ar"})
    assert answer.status_code == 404
    assert "لا شيء هنا" in answer.text


def test_static_files_are_hashed_compressed_and_kept_for_ever(visitor: httpx.Client) -> None:
    page = visitor.get("/login").text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(addresses) >= 6
    for address in addresses:
        answer = visitor.get(address, headers={"Accept-Encoding": "br"})
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    style = visitor.get(next(each for each in addresses if "components" in each))
    assert style.headers["content-encoding"] in {"br", "gzip"}
    tokens = visitor.get(next(each for each in addresses if "tokens" in each)).text
    fonts = re.findall(r'url\("(fonts/[^"]+)"\)', tokens)
    assert fonts
    assert all(visitor.get(f"/static/{font}").status_code == 200 for font in fonts)


def test_pieces_are_compressed_and_say_their_figures_to_everyone(client: httpx.Client) -> None:
    answer = client.get("/pieces", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert '<span class="vh">SAR </span>4,464,765<span class="frac">.00</span>' in answer.text
    config = re.search(r"name=\"htmx-config\" content='([^']+)'", answer.text)
    assert config is not None
    assert json.loads(config[1])["allowEval"] is False
