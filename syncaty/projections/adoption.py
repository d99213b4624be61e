"""Makes one of two: what a merchant's file made known, and the same once Salla speaks of it.

An order of a file that Salla has not named yet has an id of our own making (`made_up_id`). When
Salla's order with the same number comes, what the file said becomes its own and the made-up one
goes, so nothing is counted twice. The same with customers, by telephone and e-mail. What a file
says is older than all that Salla says, so the outcome does not depend on which came first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.projections.customers import load_customers
from syncaty.projections.figures import OrderFigures, order_figures
from syncaty.projections.orders import load_orders
from syncaty.projections.registers import Registers
from syncaty.projections.rows import Sourced
from syncaty.projections.settings import StoreSettings
from syncaty.salla.facts import Fact, Kind
from syncaty.salla.ids import is_made_up

_sql = load_queries("syncaty.projections")


@dataclass(slots=True)
class Adopted:
    """What passed from made-up entities to real ones.

    `facts` is what the made-up ones said. `figures` are those of made-up orders, by real id;
    `customers` gives the real customer of each made-up one.
    """

    facts: list[Sourced] = field(default_factory=list)
    figures: dict[int, tuple[int, OrderFigures]] = field(default_factory=dict)
    customers: Mapping[int, int] = field(default_factory=dict)


def adopt_customers(conn: Connection[TupleRow], store_id: int, facts: Sequence[Sourced]) -> Adopted:
    """Take away the made-up customers whom facts of real ones turn out to be; gives who they are.

    A telephone settles who it is; an e-mail does where one of the two has no telephone.
    """
    mobiles, emails = _contacts(facts)
    if not mobiles and not emails:
        return Adopted()
    rows = conn.execute(
        _sql["customers_made_up"],
        {"store_id": store_id, "mobiles": list(mobiles), "emails": list(emails)},
    ).fetchall()
    real = {}
    for made_up, mobile, email in rows:
        by_mail, their_mobile = emails.get(email, (None, None))
        found = mobiles.get(mobile) or (None if mobile and their_mobile else by_mail)
        if found is not None:
            real[made_up] = found
    held = load_customers(conn, store_id, real)
    said = [each for old, new in real.items() for each in _said("customer", held[old], new)]
    if real:
        conn.execute(_sql["customers_remove"], {"store_id": store_id, "ids": list(real)})
    return Adopted(facts=said, customers=real)


def adopt_orders(
    conn: Connection[TupleRow],
    settings: StoreSettings,
    facts: Sequence[Sourced],
    customers: Mapping[int, int],
) -> Adopted:
    """Take away the made-up orders whose number facts of real ones say; gives what they were."""
    numbers = {
        str(fact.fields["reference"]): fact.id
        for _, fact in facts
        if fact.fields.get("reference") and not is_made_up(fact.id)
    }
    adopted = Adopted(customers=customers)
    if not numbers:
        return adopted
    named = {"store_id": settings.id, "references": list(numbers)}
    real = {
        made_up: numbers[reference]
        for made_up, reference in conn.execute(_sql["orders_made_up"], named)
    }
    for old, row in load_orders(conn, settings.id, real).items():
        figures = order_figures(row.values, settings)
        adopted.figures[real[old]] = (old, figures)
        rename_customer(row, customers)
        adopted.facts.extend(_said("order", row, real[old]))
    if real:
        conn.execute(_sql["orders_remove"], {"store_id": settings.id, "ids": list(real)})
    return adopted


def orders_of(conn: Connection[TupleRow], store_id: int, customers: Iterable[int]) -> set[int]:
    """Give the orders of customers."""
    wanted = list(customers)
    if not wanted:
        return set()
    named = {"store_id": store_id, "customers": wanted}
    return {row[0] for row in conn.execute(_sql["orders_of_customers"], named)}


def rename_customer(order: Registers, customers: Mapping[int, int]) -> bool:
    """Give an order of a made-up customer to the real one; tells whether it was one of them."""
    real = customers.get(order.values.get("customer_id") or 0)
    if real is None:
        return False
    order.values["customer_id"] = real
    return True


def _contacts(
    facts: Sequence[Sourced],
) -> tuple[dict[str, int], dict[str, tuple[int, str | None]]]:
    """Give real customers by telephone, and by e-mail beside their telephone."""
    mobiles: dict[str, int] = {}
    emails: dict[str, tuple[int, str | None]] = {}
    for _, fact in sorted(facts, key=lambda each: each[1].id):
        mobile, email = fact.fields.get("mobile"), fact.fields.get("email")
        if is_made_up(fact.id):
            continue
        if isinstance(mobile, str):
            mobiles.setdefault(mobile, fact.id)
        if isinstance(email, str):
            phone = mobile if isinstance(mobile, str) else None
            emails.setdefault(email.lower(), (fact.id, phone))
    return mobiles, emails


def _said(kind: Kind, row: Registers, real: int) -> list[Sourced]:
    """Give what a row holds as facts of another id."""
    by_version: dict[str, dict[str, object]] = {row.version: {}}
    for name, version in row.versions.items():
        by_version.setdefault(version, {})[name] = row.values.get(name)
    return [
        (row.delivery_id, Fact(kind, real, version, fields))  # type: ignore[arg-type]
        for version, fields in by_version.items()
    ]
