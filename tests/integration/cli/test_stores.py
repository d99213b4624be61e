"""Connecting stores, their statuses, and the full recomputation."""

import io
import json

import pytest
from cryptography.fernet import Fernet

from tests.integration.cli.conftest import Run
from tests.integration.pipeline.shop import Shop, order

KINDS = (
    "orders",
    "customer_totals",
    "rfm_scores",
    "rfm_edges",
    "segments",
    "rfm_days",
    "rfm_sizes",
    "daily_sales",
    "daily_products",
    "segment_members",
    "segment_sizes",
)


def test_add_and_list(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run("store", "add", "--merchant", "42", "--secret", "hush", "--name", "متجر")
    assert said.code == 0
    assert said.out.startswith("Store 42 is connected.")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"hush2\n")))
    again = run("store", "add", "--merchant", "42", "--secret", "-", "--strategy", "token")
    assert "has a further secret" in again.out
    assert (
        "it had this secret already"
        in run("store", "add", "--merchant", "42", "--secret", "hush2").out
    )
    assert json.loads(run("store", "list", "--json").out) == [
        {
            "merchant": 42,
            "name": "متجر",
            "state": "by_hand",
            "strategy": "token",
            "timezone": "Asia/Riyadh",
            "currency": None,
            "secrets": 2,
        }
    ]
    assert "hush" not in run("store", "list").out


def test_secrets_are_sealed_anew_when_the_key_is_changed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    monkeypatch.setenv("SYNCATY_ENCRYPTION_KEYS", old)
    assert run("store", "add", "--merchant", "42", "--secret", "hush").code == 0
    monkeypatch.setenv("SYNCATY_ENCRYPTION_KEYS", f"{new},{old}")
    assert "Sealed anew: 1." in run("store", "reseal").out
    monkeypatch.setenv("SYNCATY_ENCRYPTION_KEYS", new)
    said = run("store", "reseal")
    assert (said.code, said.out) == (
        0,
        "Sealed anew: 0. Sealed with the newest key before: 1.\n",
    )
    monkeypatch.setenv("SYNCATY_ENCRYPTION_KEYS", old)
    lost = run("store", "reseal")
    assert lost.code == 1
    assert "1 more fit none of the keys" in lost.err


def test_what_cannot_be_connected_is_told(run: Run) -> None:
    zone = run("store", "add", "--merchant", "42", "--secret", "s", "--timezone", "Riyadh")
    assert zone.code == 1
    assert "'Riyadh' is no time zone." in zone.err
    assert run("store", "list", "--json").out.strip() == "[]"


def test_statuses_are_shown_and_changed_with_all_figures(run: Run, shop: Shop) -> None:
    shop.take([order(1), order(2, status="odd one")])
    held = json.loads(run("store", "statuses", "--store", "77", "--json").out)
    odd = next(one for one in held if one["name"] == "odd one" or one["status"] == "odd one")
    assert (odd["orders"], odd["counts"], odd["classified"]) == (1, True, False)
    said = run("store", "statuses", "--store", "77", "--ignore", odd["status"], "--json")
    assert f"{odd['status']} does not count now." in said.err
    odd = next(one for one in json.loads(said.out) if one["status"] == odd["status"])
    assert (odd["counts"], odd["classified"]) == (False, True)
    assert shop.rows("select orders from customer_rfm") == [(1,)]
    assert run("recompute", "--check").code == 0


def test_check_counts_what_differs_and_recompute_mends_it(run: Run, shop: Shop) -> None:
    shop.take([order(1), order(2, customer=2, total=50)])
    clean = run("recompute", "--check", "--store", "77")
    assert clean.code == 0
    assert clean.out.splitlines() == [f"{kind} 0" for kind in KINDS]
    shop.rows("update customer_rfm set orders = 9 where customer_id = 1 returning 1")
    shop.rows("update daily_sales set gross = gross + 1 returning 1")
    broken = run("recompute", "--check")
    assert broken.code == 1
    assert "customer_totals 1" in broken.out
    assert "daily_sales 1" in broken.out
    assert "store 77: customer_totals 1" in broken.err
    assert run("recompute").code == 0
    assert run("recompute", "--check").code == 0
    assert run("recompute", "--store", "5").code == 1
