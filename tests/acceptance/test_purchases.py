"""Real purchases through the sandbox as signed webhooks into running processes."""

import csv
import io
import json
import os
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acceptance.harness import Syncaty
from tests.acceptance.purchases import (
    SEGMENT_OF,
    Expected,
    expected,
    invent,
    of_some_customers,
)

SECRET = "a-webhook-secret"
ZONE = "Europe/London"
REAL = "data/uci_online_retail_lines.csv.gz"


@pytest.fixture(scope="module")
def purchases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real purchases where they are at hand beside the project, else invented ones."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    real = Path(os.environ.get("SYNCATY_SHARED", beside)) / REAL
    return real if real.exists() else invent(tmp_path_factory.mktemp("csv") / "lines.csv")


@pytest.mark.parametrize(
    ("store", "faults", "one_in"),
    [
        pytest.param("501", [], 1, id="as they happened"),
        pytest.param("502", ["--double", "1", "--shuffle"], 5, id="a part doubled and shuffled"),
        pytest.param(
            "503",
            ["--double", "1", "--shuffle"],
            1,
            id="all doubled and shuffled",
            marks=pytest.mark.long,
        ),
    ],
)
def test_every_figure_equals_one_worked_out_from_the_file(
    shared: Syncaty, tmp_path: Path, purchases: Path, store: str, faults: list[str], one_in: int
) -> None:
    if one_in > 1:
        purchases = of_some_customers(purchases, tmp_path / "some.csv", one_in)
    wanted = expected(purchases)
    shared.run("store", "add", "--merchant", store, "--secret", SECRET, "--timezone", ZONE)
    url = f"{shared.ups[0].address}/webhooks/salla"
    report = json.loads(
        shared.run(
            "sandbox",
            "send",
            "--url",
            url,
            "--merchant",
            store,
            "--secret",
            SECRET,
            "--csv",
            str(purchases),
            "--timezone",
            ZONE,
            "--json",
            *faults,
            seconds=400,
        ).stdout
    )
    assert report["gave_up"] == 0
    shared.run("drain", "--timeout", "300", seconds=320)

    status = json.loads(shared.run("status", "--json").stdout)
    assert status["jobs"]["failed"] == 0
    customers = shared.run("export", "customers", "--store", store).stdout
    assert buyers(customers) == {
        key: (
            buyer.orders,
            buyer.spent,
            buyer.last.isoformat(),
            buyer.scores,
            SEGMENT_OF[buyer.scores],
        )
        for key, buyer in wanted.buyers.items()
    }
    with api(shared) as client:
        assert_figures(client, store, wanted)
    shared.run("recompute", "--check", "--store", store)


def buyers(exported: str) -> dict[str, tuple[int, Decimal, str, str, str]]:
    return {
        row["id"]: (
            int(row["orders"]),
            Decimal(row["spent"]),
            row["last_order_on"],
            row["r"] + row["f"] + row["m"],
            row["segment"],
        )
        for row in csv.DictReader(io.StringIO(exported))
        if row["orders"] != "0"
    }


def api(shared: Syncaty) -> httpx.Client:
    token = shared.run("token", "create", "--name", "figures").stdout.strip()
    return httpx.Client(
        base_url=f"{shared.ups[0].address}/api/v1/stores",
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    )


def assert_figures(client: httpx.Client, store: str, wanted: Expected) -> None:
    period = {"from": min(wanted.days).isoformat(), "to": max(wanted.days).isoformat()}
    summary = get(client, f"/{store}/analytics/summary", period)
    assert summary["orders"] == wanted.orders
    assert Decimal(summary["units"]) == wanted.units
    assert Decimal(summary["gross"]) == wanted.revenue
    assert Decimal(summary["net"]) == wanted.revenue
    assert (summary["customers"], summary["new_customers"]) == (len(wanted.buyers),) * 2
    assert summary["currency"] == "GBP"

    months: dict[str, list[Any]] = defaultdict(lambda: [0, Decimal(0)])
    for day in get(client, f"/{store}/analytics/daily", period)["items"]:
        month = months[day["day"][:7]]
        month[0] += day["orders"]
        month[1] += Decimal(day["gross"])
    assert {key: tuple(sums) for key, sums in months.items() if sums[0]} == wanted.months


def get(client: httpx.Client, path: str, params: dict[str, str]) -> Any:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()
