"""Signing in and out, over the whole WSGI application."""

import re

import httpx
import pytest

from tests.integration.web.conftest import EMAIL, Site, browser, sign_in, submit


def test_every_page_asks_for_a_login_and_leads_back(visitor: httpx.Client) -> None:
    answer = visitor.get("/stores/1/customers?segment=loyal")
    assert answer.status_code == 302
    assert answer.headers["location"] == "/login?next=/stores/1/customers%3Fsegment%3Dloyal"


def test_a_partial_is_told_to_load_the_login_page(visitor: httpx.Client) -> None:
    answer = visitor.get("/jobs", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/login"


def test_the_right_password_signs_in(visitor: httpx.Client) -> None:
    answer = sign_in(visitor, email=EMAIL.upper(), next="/pieces?x=1")
    assert answer.status_code == 302
    assert answer.headers["location"] == "/pieces?x=1"
    assert visitor.get("/pieces").status_code == 200
    assert visitor.get("/login").headers["location"] == "/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_it_never_leads_to_another_site(visitor: httpx.Client, elsewhere: str) -> None:
    assert sign_in(visitor, next=elsewhere).headers["location"] == "/"


def test_a_wrong_password_keeps_the_address_typed(visitor: httpx.Client) -> None:
    answer = sign_in(visitor, password="not it")
    assert answer.status_code == 422
    assert "E-mail or password is not right" in answer.text
    assert f'value="{EMAIL}"' in answer.text
    assert "not it" not in answer.text


def test_an_unknown_address_is_answered_the_same(visitor: httpx.Client) -> None:
    answer = sign_in(visitor, email="nobody@example.com")
    assert answer.status_code == 422
    assert "E-mail or password is not right" in answer.text


def test_guessing_is_slowed_down_for_the_address_it_comes_from(
    site: Site, visitor: httpx.Client
) -> None:
    for _ in range(5):
        assert sign_in(visitor, password="wrong").status_code == 422
    assert sign_in(visitor).status_code == 429
    with browser(site, "10.9.9.9") as elsewhere:
        assert sign_in(elsewhere).status_code == 302


def test_a_form_of_another_origin_is_refused(client: httpx.Client) -> None:
    answer = client.post("/logout", data={})
    assert answer.status_code == 403
    assert "This form is too old" in answer.text
    assert client.get("/pieces").status_code == 200


def test_logging_out_ends_the_session_on_the_server(client: httpx.Client) -> None:
    session = client.cookies["syncaty_session"]
    assert submit(client, "/pieces", "/logout").headers["location"] == "/login"
    client.cookies.set("syncaty_session", session)
    assert client.get("/pieces").status_code == 302


def test_the_language_is_chosen_and_kept(visitor: httpx.Client) -> None:
    assert '<html lang="en" dir="ltr"' in visitor.get("/login").text
    submit(visitor, "/login", "/language", language="ar", next="/login")
    page = visitor.get("/login").text
    assert '<html lang="ar" dir="rtl"' in page
    assert "تسجيل الدخول" in page


def test_without_a_choice_the_browsers_language_holds(visitor: httpx.Client) -> None:
    page = visitor.get("/login", headers={"Accept-Language": "ar-SA,ar;q=0.9,en;q=0.5"}).text
    assert '<html lang="ar" dir="rtl"' in page


def test_answers_carry_a_policy_that_forbids_scripts_in_the_page(visitor: httpx.Client) -> None:
    answer = visitor.get("/login")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert not re.search(r"<script(?![^>]*src=)", answer.text)
    assert not re.search(r"\son\w+=|<style", answer.text)


def test_session_cookies_are_closed_to_scripts(visitor: httpx.Client) -> None:
    cookies = sign_in(visitor).headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if "syncaty_session=" in cookie)
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
