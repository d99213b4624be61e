"""`syncaty sandbox serve` as a process: what it says, and what it remembers."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

MERCHANT = 1305146709
APP = {"client_id": "sandbox-client", "client_secret": "sandbox-client-secret"}
BACK = "http://127.0.0.1:1/back"


@contextmanager
def served(*options: str) -> Iterator[tuple[str, str]]:
    """Run the command with a small shop on a free port; gives its address and what it printed."""
    command = [sys.executable, "-m", "syncaty", "sandbox", "serve", "--port", "0"]
    shop = ("--shop", f"{MERCHANT}:plus:150", "--until", "2025-06-01", "--days", "60")
    with subprocess.Popen(
        [*command, *shop, *options], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        printed = ""
        while "Ctrl-C" not in printed:
            line = process.stdout.readline()
            assert line, f"it ended with {process.wait()}: {printed}"
            printed += line
        try:
            yield printed.partition("ACCOUNTS_URL=")[2].splitlines()[0], printed
        finally:
            process.terminate()
            assert process.wait(60) == 0


def connect(address: str) -> dict[str, Any]:
    asked = {
        "client_id": APP["client_id"],
        "redirect_uri": BACK,
        "scope": "offline_access orders.read webhooks.read_write",
        "state": "abcdefgh",
        "decision": "agree",
        "merchant": str(MERCHANT),
    }
    location = httpx.post(f"{address}/oauth2/auth", data=asked).headers["location"]
    code = parse_qs(urlsplit(location).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **APP}
    return dict(httpx.post(f"{address}/oauth2/token", data=form).json())


def test_it_says_what_syncaty_has_to_be_told() -> None:
    with served() as (address, printed):
        for name, value in (
            ("ACCOUNTS_URL", address),
            ("API_URL", f"{address}/admin/v2"),
            ("CLIENT_ID", APP["client_id"]),
            ("CLIENT_SECRET", APP["client_secret"]),
            ("MODE", "custom"),
        ):
            assert f"export SYNCATY_SALLA_{name}={value}\n" in printed
        assert "150 orders, plan plus" in printed
        assert httpx.get(f"{address}/_control").json()["stores"][str(MERCHANT)]["orders"] == 150


def test_a_secret_that_was_given_is_not_printed() -> None:
    with served("--client-secret", "given-one", "--app-secret", "given-two") as (_, printed):
        assert "given" not in printed


def test_shops_tokens_and_webhooks_outlive_a_restart(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path / "state"))
    with served(*state) as (address, _):
        pair = connect(address)
        headers = {"Authorization": f"Bearer {pair['access_token']}"}
        hook = {"event": "product.created", "url": "https://app.example/hook"}
        httpx.post(f"{address}/admin/v2/webhooks/subscribe", json=hook, headers=headers)
        placed = httpx.post(f"{address}/_control/{MERCHANT}/order").json()["id"]
        moved = {"order": placed, "status": "in_progress"}
        httpx.post(f"{address}/_control/{MERCHANT}/move", json=moved)
        httpx.post(f"{address}/_control/{MERCHANT}/step", json={"count": 20})
        before = httpx.get(f"{address}/_control/{MERCHANT}/figures").json()
    with served(*state) as (address, _):
        assert httpx.get(f"{address}/_control/{MERCHANT}/figures").json() == before
        order = httpx.get(f"{address}/admin/v2/orders/{placed}", headers=headers)
        assert order.json()["data"]["status"]["slug"] in {"in_progress", "delivering", "shipped"}
        rows = httpx.get(f"{address}/admin/v2/webhooks", headers=headers).json()["data"]
        assert [row["event"] for row in rows] == ["product.created"]
        form = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"], **APP}
        assert httpx.post(f"{address}/oauth2/token", data=form).status_code == 200


def test_a_connected_shop_lives_by_itself() -> None:
    with served("--rate", "100") as (address, _):
        quiet = httpx.get(f"{address}/_control").json()
        connect(address)
        held = quiet
        while held["stores"][str(MERCHANT)]["orders"] < 155:
            held = httpx.get(f"{address}/_control").json()
        assert quiet["stores"][str(MERCHANT)]["orders"] == 150


def test_a_plan_that_is_none_is_refused() -> None:
    command = [sys.executable, "-m", "syncaty", "sandbox", "serve", "--shop", "1:gold"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "plus, pro, special, unlimited" in ended.stderr
