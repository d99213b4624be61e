"""A shop whose history is a CSV file of order lines; real purchases as Salla would tell them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from syncaty.sandbox import statuses
from syncaty.sandbox.countries import country_code
from syncaty.sandbox.csv_lines import Columns, CsvError, CsvLine, read_lines
from syncaty.sandbox.ids import stable_number
from syncaty.sandbox.model import Customer, Event, Line, Order, Product
from syncaty.sandbox.state import ShopState

_NOTHING = Decimal(0)
_SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Survey:
    """What a look through the whole file found, before anything is sent."""

    lines: int = 0
    ordinary: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    invoices: dict[str, int] = field(default_factory=dict)  # to the number of their lines
    customers: set[str] = field(default_factory=set)
    products: set[str] = field(default_factory=set)
    mixed: set[str] = field(default_factory=set)  # invoices with more than one customer


class StableIds:
    """Turns a file's own keys into ids.

    A key that is a plain number below 10^15 is its own id; any other gets 10^15 plus 48 bits of
    the key's SHA-256. Two keys with one id raise CsvError.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._keys: dict[int, str] = {}

    def of(self, key: str) -> int:
        """Give the key's id, the same in every run and every file."""
        plain = key.isascii() and key.isdigit() and key[0] != "0" and len(key) <= 15
        identity = int(key) if plain else 10**15 + stable_number(key, bits=48)
        if self._keys.setdefault(identity, key) != key:
            raise CsvError(
                f"The {self._what} {key!r} and {self._keys[identity]!r} would get the same id."
            )
        return identity


class CsvShop:
    """Gives the events of the file's ordinary invoices, reading it as it goes.

    Times in the file are local to `timezone`. An order's date is its first line's, its customer
    that line's customer. Every invoice is told as one completed order without tax and shipping;
    its customer and goods are told when they first appear, a second or two before, the order two
    seconds after.
    """

    def __init__(
        self, path: Path, columns: Columns, currency: str = "GBP", timezone: str = "Asia/Riyadh"
    ) -> None:
        self.path = path
        self.state = ShopState()
        self._columns = columns
        self._currency = currency
        self._zone = ZoneInfo(timezone)
        self._order_ids = StableIds("invoices")
        self._customer_ids = StableIds("customers")
        self._product_ids = StableIds("products")

    def survey(self) -> Survey:
        """Read the whole file and count; keeps keys only, not lines."""
        found = Survey()
        buyer: dict[str, str] = {}
        for line in read_lines(self.path, self._columns):
            found.lines += 1
            if isinstance(line, str):
                found.left_out[line] += 1
                continue
            found.ordinary += 1
            found.invoices[line.invoice] = found.invoices.get(line.invoice, 0) + 1
            found.customers.add(line.customer)
            found.products.add(line.product)
            if buyer.setdefault(line.invoice, line.customer) != line.customer:
                found.mixed.add(line.invoice)
        return found

    def history(self, survey: Survey | None = None) -> Iterator[Event]:
        """Give the events, invoice by invoice, each when its last line has been read."""
        missing = dict((survey or self.survey()).invoices)
        gathered: dict[str, list[CsvLine]] = {}
        for line in read_lines(self.path, self._columns):
            if isinstance(line, str):
                continue
            gathered.setdefault(line.invoice, []).append(line)
            missing[line.invoice] -= 1
            if missing[line.invoice] == 0:
                yield from self._invoice(gathered.pop(line.invoice))

    def _invoice(self, lines: list[CsvLine]) -> Iterator[Event]:
        first = lines[0]
        try:
            at = self._columns.moment(first.date).replace(tzinfo=self._zone)
        except ValueError:
            raise CsvError(
                f"The date {first.date!r} of invoice {first.invoice} cannot be read; "
                "give its form with --date-format, for instance '%d/%m/%Y %H:%M'."
            ) from None
        customer_id = self._customer_ids.of(first.customer)
        if customer_id not in self.state.customers:
            customer = self._customer(customer_id, first, at - 2 * _SECOND)
            yield self.state.customer_event("customer.created", customer)
        for line in lines:
            product_id = self._product_ids.of(line.product)
            if product_id not in self.state.products:
                product = self._product(product_id, line, at - _SECOND)
                yield self.state.product_event("product.created", product)
        order = self._order(customer_id, lines, at)
        yield self.state.order_event("order.created", order, at + 2 * _SECOND)

    def _order(self, customer_id: int, lines: list[CsvLine], at: datetime) -> Order:
        customer = self.state.customers[customer_id]
        sold = tuple(self._line(line, place) for place, line in enumerate(lines))
        total = sum((line.total for line in sold), _NOTHING)
        invoice = lines[0].invoice
        identity = self._order_ids.of(invoice)
        return Order(
            id=identity,
            reference=identity if str(identity) == invoice else invoice,
            placed_at=at,
            updated_at=at,
            status=statuses.COMPLETED,
            customer_id=customer_id,
            city="",
            country=customer.country,
            country_code=customer.country_code,
            lines=sold,
            currency=self._currency,
            sub_total=total,
            shipping=_NOTHING,
            cash_on_delivery=_NOTHING,
            discounts=(),
            tax_percent=_NOTHING,
            tax=_NOTHING,
            total=total,
            refunded=_NOTHING,
            payment_method="credit_card",
            device="desktop",
            courier="",
        )

    def _line(self, line: CsvLine, place: int) -> Line:
        return Line(
            id=10**18 + stable_number(f"{line.invoice}#{place}", bits=60),
            product_id=self._product_ids.of(line.product),
            name=line.description,
            sku=line.product,
            quantity=line.quantity,
            unit_price=line.price,
            total=line.price * line.quantity,
            discount=_NOTHING,
            tax=_NOTHING,
        )

    def _customer(self, identity: int, line: CsvLine, at: datetime) -> Customer:
        return Customer(
            id=identity,
            first_name="Customer",
            last_name=line.customer,
            mobile="",
            mobile_code="",
            email=f"customer.{identity}@example.com",
            gender="",
            birthday=None,
            city="",
            country=line.country,
            country_code=country_code(line.country),
            currency=self._currency,
            language="en",
            joined_at=at,
            updated_at=at,
        )

    def _product(self, identity: int, line: CsvLine, at: datetime) -> Product:
        return Product(
            id=identity,
            sku=line.product,
            name=line.description,
            name_en=line.description,
            kind="product",
            price=line.price,
            sale_price=None,
            cost=None,
            currency=self._currency,
            quantity=None,
            status="sale",
            categories=(),
            brand=None,
            tags=(),
            image="",
            weight=_NOTHING,
            tax_percent=_NOTHING,
            updated_at=at,
        )
