"""What leaves as CSV and JSON, to the byte."""

import csv
import io
import json
from pathlib import Path

import pytest

from syncaty.cli import export_segment
from syncaty.segments import lists, stored
from syncaty.segments.entries import read_text
from syncaty.segments.privacy import Privacy, keep_privacy
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft
from tests.integration.cli.conftest import Run
from tests.integration.pipeline.shop import Shop, order

HEADER = "id,name,email,mobile,orders,spent,last_order_on,r,f,m,segment"


def stranger() -> dict[str, object]:
    """A customer who never ordered, with a name that CSV must quote."""
    data = {"id": 5, "first_name": 'Mona "M"', "last_name": "A, B", "mobile": "+966500000005"}
    created = "2024-01-01T00:00:00Z"
    return {"event": "customer.created", "merchant": 77, "created_at": created, "data": data}


def test_customers_as_csv(run: Run, shop: Shop) -> None:
    shop.take([order(1, total="100.50"), order(2, total=20, date="2024-02-01"), stranger()])
    said = run("export", "customers", "--store", "77")
    assert said.code == 0
    header, *rows = said.out.splitlines()
    assert header == HEADER
    assert rows[0].startswith("1,C1 Test,c1@example.com,+966500000001,2,120.50,2024-02-01,")
    assert rows[1] == '5,"Mona ""M"" A, B",,+966500000005,0,0.00,,,,,'
    scored = shop.rows("select r, f, m, segment from customer_rfm")[0]
    assert rows[0].endswith(",".join(str(cell) for cell in scored))


def test_a_name_that_a_spreadsheet_would_run_is_guarded_in_csv(run: Run, shop: Shop) -> None:
    data = {"id": 6, "first_name": "=1+1", "mobile": "+966500000006"}
    created = "2024-01-01T00:00:00Z"
    shop.take([{"event": "customer.created", "merchant": 77, "created_at": created, "data": data}])
    said = run("export", "customers", "--store", "77").out.splitlines()
    assert said[1].startswith("6,'=1+1,,+966500000006,")


def test_customers_as_json_keep_money_as_text(run: Run, shop: Shop) -> None:
    shop.take([order(1, total="100.50"), stranger()])
    first, second = json.loads(run("export", "customers", "--store", "77", "--format", "json").out)
    assert list(first) == HEADER.split(",")
    assert (first["orders"], first["spent"], first["last_order_on"]) == (1, "100.50", "2024-01-15")
    assert (second["orders"], second["spent"], second["r"], second["segment"]) == (
        0,
        "0.00",
        None,
        None,
    )


def test_orders_of_many_portions_come_whole_and_in_order(run: Run, shop: Shop) -> None:
    numbers = range(1, 4_502)
    shop.take([order(n, customer=n % 50 + 1, total=n) for n in numbers])
    rows = list(csv.DictReader(io.StringIO(run("export", "orders", "--store", "77").out)))
    assert [int(row["id"]) for row in rows] == list(numbers)
    assert rows[4_499]["total"] == "4500.00"
    assert rows[0]["placed_at"] == "2024-01-15T07:30:00+00:00"
    assert (rows[0]["placed_on"], rows[0]["counts"]) == ("2024-01-15", "true")


def test_a_store_without_customers_gives_its_header_or_an_empty_list(run: Run, shop: Shop) -> None:
    assert run("export", "customers", "--store", str(shop.id)).out == f"{HEADER}\n"
    said = run("export", "customers", "--store", str(shop.id), "--format", "json")
    assert json.loads(said.out) == []


def test_a_file_is_written_whole(run: Run, shop: Shop, tmp_path: Path) -> None:
    shop.take([order(1)])
    target = tmp_path / "out.csv"
    assert run("export", "orders", "--store", "77", "--output", str(target)).out == ""
    assert target.read_text(encoding="utf-8").count("\n") == 2
    assert list(tmp_path.glob("*.part")) == []


def test_an_unknown_store_is_told(run: Run) -> None:
    said = run("export", "orders", "--store", "5")
    assert (said.code, said.out) == (1, "")
    assert "Store 5 is not connected." in said.err


class TestSegments:
    """The members of a segment."""

    def make(self, shop: Shop) -> None:
        shop.take([order(n, customer=n) for n in range(1, 5)])
        shop.conn.execute("update customer_rfm set segment = 'loyal'")
        with shop.conn.transaction():
            rule = parse_line("orders at_least 1")
            stored.create(shop.conn, 77, Draft("All", rule, "all"), "test")
            stored.create(shop.conn, 77, Draft("No mail", None, "no-mail"), "test")
            lists.apply(shop.conn, 77, "no-mail", list(read_text("2")), "add", "test")

    def test_members_are_written_and_counted(self, run: Run, shop: Shop) -> None:
        self.make(shop)
        for key in ("all", "loyal"):
            said = run("export", "segment", key, "--store", "77")
            assert (said.code, said.err) == (0, "4 customers written.\n")
            rows = list(csv.DictReader(io.StringIO(said.out)))
            assert [row["id"] for row in rows] == ["1", "2", "3", "4"]
            assert rows[0]["mobile"] == "+966500000001"

    def test_consent_is_followed_and_contacts_masked_when_asked(
        self, run: Run, shop: Shop, tmp_path: Path
    ) -> None:
        self.make(shop)
        wanted = Privacy(mask_contacts=True, consent="without", consent_segment="no-mail")
        keep_privacy(shop.conn, 77, wanted, "test")
        target = tmp_path / "all.jsonl"
        arguments = ("export", "segment", "all", "--store", "77", "--format", "jsonl")
        said = run(*arguments, "--output", str(target), "--masked")
        assert said.err == "3 customers written. 1 left out: members of no-mail.\n"
        rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
        assert [(row["id"], row["mobile"]) for row in rows] == [
            (1, "+9•••••01"),
            (3, "+9•••••03"),
            (4, "+9•••••04"),
        ]
        assert "+966500000001" in run(*arguments).out

    def test_a_line_shows_how_far_it_is(
        self, run: Run, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.make(shop)
        monkeypatch.setattr("sys.stderr.isatty", lambda: True)
        monkeypatch.setattr(export_segment, "LOOK", -1)
        said = run("export", "segment", "all", "--store", "77")
        assert "2 of 4 customers, 50%" in said.err
        assert said.err.endswith("\r4 customers written.\n")

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (("segment",), "Say which segment"),
            (("segment", "none"), "There is no segment none in this store."),
            (("customers", "all"), "A key and --masked go with a segment, not with customers."),
            (("orders", "--masked"), "A key and --masked go with a segment, not with orders."),
        ],
    )
    def test_what_cannot_be_exported_is_told(
        self, run: Run, shop: Shop, arguments: tuple[str, ...], sentence: str
    ) -> None:
        said = run("export", *arguments, "--store", "77")
        assert (said.code, said.out) == (1, "")
        assert sentence in said.err

    def test_nothing_is_written_when_the_consent_is_out_of_order(
        self, run: Run, shop: Shop, tmp_path: Path
    ) -> None:
        self.make(shop)
        wanted = Privacy(consent="only", consent_segment="no-mail")
        keep_privacy(shop.conn, 77, wanted, "test")
        shop.conn.execute("update store_privacy set consent_segment = 'gone'")
        target = tmp_path / "out.csv"
        said = run("export", "segment", "all", "--store", "77", "--output", str(target))
        assert (said.code, list(tmp_path.glob("out.csv*"))) == (1, [])
        assert "which is gone, so nobody was exported" in said.err
