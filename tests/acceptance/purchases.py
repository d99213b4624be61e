"""What a store's figures must be, worked out from a file of order lines and from nothing else.

This shares no code with the product or its sandbox: plain csv, plain sums, sorted lists.
"""

import csv
import gzip
import io
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

SEGMENTS = {
    "champions": "555 554 545 544 455 454 445",
    "loyal": "543 444 435 355 354 345 344 335",
    "potential_loyalist": "553 552 551 542 541 533 532 531 453 452 451 442 441 433 432 431 423 353"
    " 352 351 342 341 333 323",
    "new": "512 511 422 421 412 411 311",
    "promising": "525 524 523 522 521 515 514 513 425 424 415 414 413 315 314 313",
    "need_attention": "535 534 443 434 343 334 325 324",
    "about_to_sleep": "331 321 312 251 241 231 221 213",
    "at_risk": "255 254 253 252 245 244 243 242 235 234 225 224 153 152 145 143 142 135 134 133"
    " 125 124",
    "cant_lose": "215 214 155 154 144 115 114 113",
    "hibernating": "332 322 233 232 223 222 212 211 132 123 122",
    "lost": "151 141 131 121 112 111",
}
SEGMENT_OF = {code: name for name, codes in SEGMENTS.items() for code in codes.split()}


@dataclass
class Buyer:
    """One customer: how many orders, how much, and the last day."""

    orders: int = 0
    spent: Decimal = Decimal(0)
    last: date = date.min
    scores: str = ""


@dataclass
class Expected:
    """Everything a store of these purchases must show."""

    orders: int = 0
    units: int = 0
    revenue: Decimal = Decimal(0)
    buyers: dict[str, Buyer] = field(default_factory=lambda: defaultdict(Buyer))
    months: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)
    products: Counter[str] = field(default_factory=Counter)


def expected(path: Path) -> Expected:
    """Work out all figures of the ordinary invoices of a file of order lines."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    first: dict[str, tuple[date, str]] = {}
    found = Expected()
    for line in csv.DictReader(_text(path)):
        quantity, price = int(line["Quantity"]), Decimal(line["UnitPrice"])
        ordinary = line["CustomerID"] and not line["InvoiceNo"].startswith("C")
        if not ordinary or quantity <= 0 or price <= 0:
            continue
        invoice = line["InvoiceNo"]
        day = datetime.fromisoformat(line["InvoiceDate"]).date()
        first.setdefault(invoice, (day, line["CustomerID"]))
        totals[invoice] += quantity * price
        found.units += quantity
        found.products[line["StockCode"]] += quantity
    for invoice, total in totals.items():
        day, customer = first[invoice]
        buyer = found.buyers[customer]
        buyer.orders += 1
        buyer.spent += total
        buyer.last = max(buyer.last, day)
        month = day.isoformat()[:7]
        found.days.add(day)
        count, revenue = found.months.get(month, (0, Decimal(0)))
        found.months[month] = (count + 1, revenue + total)
    found.orders, found.revenue = len(totals), sum(totals.values(), Decimal(0))
    _score(list(found.buyers.values()))
    return found


def of_some_customers(path: Path, part: Path, one_in: int) -> Path:
    """Write the lines of one customer in so many to another file; gives its path."""
    lines = csv.DictReader(_text(path))
    with part.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, lines.fieldnames or [])
        out.writeheader()
        out.writerows(line for line in lines if int(line["CustomerID"] or 0) % one_in == 0)
    return part


def _text(path: Path) -> io.StringIO:
    content = (gzip.decompress if path.suffix == ".gz" else bytes)(path.read_bytes())
    return io.StringIO(content.decode(errors="replace"), newline="")


def _score(buyers: list[Buyer]) -> None:
    """Score 1 to 5: four edges at index floor((n-1)k/5); bin = 1 + edges strictly below."""
    days = sorted((date.max - buyer.last).days for buyer in buyers)
    counts = sorted(buyer.orders for buyer in buyers)
    money = sorted(buyer.spent for buyer in buyers)
    at = [(len(buyers) - 1) * k // 5 for k in (1, 2, 3, 4)]
    for buyer in buyers:
        r = 6 - (1 + sum(days[i] < (date.max - buyer.last).days for i in at))
        f = 1 + sum(counts[i] < buyer.orders for i in at)
        m = 1 + sum(money[i] < buyer.spent for i in at)
        buyer.scores = f"{r}{f}{m}"


def invent(path: Path, invoices: int = 900, customers: int = 160) -> Path:
    """Write purchases of the same form for where no real ones are at hand."""
    chance = random.Random(7)
    columns = "InvoiceNo StockCode Description Quantity InvoiceDate UnitPrice CustomerID Country"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(columns.split())
        for number in range(invoices):
            buyer = 12_000 + int(customers * chance.random() ** 2)
            day = f"2011-{1 + number * 12 // invoices:02d}-{chance.randrange(1, 28):02d}"
            at = f"{day} {chance.randrange(8, 20):02d}:{chance.randrange(60):02d}"
            kind = chance.choices(["", "C", "nobody"], [90, 5, 5])[0]
            for _ in range(chance.randrange(1, 6)):
                code = chance.choice(["10002", "21730", "85123A", "POST", "71053"])
                quantity = chance.randrange(1, 40) * (-1 if kind == "C" else 1)
                price = chance.choice(["2.55", "0.42", "14.95", "0.001", "0"])
                customer = "" if kind == "nobody" else str(buyer)
                invoice = f"{'C' if kind == 'C' else ''}{536_365 + number}"
                out.writerow([invoice, code, f"THING {code}", quantity, at, price, customer, "UK"])
    return path
