"""Applies what a batch of webhooks says to a store's orders, customers and products."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.projections import adoption, customers, orders, products
from syncaty.projections.adoption import Adopted
from syncaty.projections.changes import OrderChange, Projected, change
from syncaty.projections.figures import OrderFigures, order_figures, own_currency
from syncaty.projections.registers import Registers
from syncaty.projections.rows import Sourced
from syncaty.projections.settings import StoreSettings, learn_currency, learn_statuses
from syncaty.salla.facts import Kind


def project(
    conn: Connection[TupleRow],
    settings: StoreSettings,
    facts: Sequence[Sourced],
    *,
    brief: bool = False,
) -> Projected:
    """Merge the facts of one store, write the rows they change, and tell what changed.

    `brief` names what is new without its fields: an import is full of it.

    The number of round trips does not grow with the number of facts. The caller owns the
    transaction and is the only writer of the store while it lasts.
    """
    done = Projected(brief=brief)
    by_kind: dict[Kind, list[Sourced]] = defaultdict(list)
    mentions = []
    for job_id, fact in facts:
        if products.is_mention(fact):
            mentions.append((job_id, fact))
        else:
            by_kind[fact.kind].append((job_id, fact))
    _project_products(conn, settings.id, by_kind["product"], mentions, done)
    adopted = _project_customers(conn, settings, by_kind["customer"], done)
    done.same = adopted.customers
    _project_orders(conn, settings, by_kind["order"], done)
    return done


def _project_products(
    conn: Connection[TupleRow],
    store_id: int,
    facts: Sequence[Sourced],
    mentions: Sequence[Sourced],
    done: Projected,
) -> None:
    everything = [*facts, *products.news_in(conn, store_id, mentions)]
    held = products.load_products(conn, store_id, {fact.id for _, fact in everything})
    touched, _ = _merge_all(held, everything, done)
    products.write_products(conn, store_id, touched.values())


def _project_customers(
    conn: Connection[TupleRow],
    settings: StoreSettings,
    facts: Sequence[Sourced],
    done: Projected,
) -> Adopted:
    adopted = Adopted()
    if settings.has_made_up:
        adopted = adoption.adopt_customers(conn, settings.id, facts)
        facts = [*adopted.facts, *facts]
    held = customers.load_customers(conn, settings.id, {fact.id for _, fact in facts})
    touched, _ = _merge_all(held, facts, done)
    customers.write_customers(conn, settings.id, touched.values())
    return adopted


def _project_orders(
    conn: Connection[TupleRow],
    settings: StoreSettings,
    facts: Sequence[Sourced],
    done: Projected,
) -> None:
    adopted, same = Adopted(), done.same
    if settings.has_made_up:
        adopted = adoption.adopt_orders(conn, settings, facts, same)
    wanted = {fact.id for _, fact in facts} | adoption.orders_of(conn, settings.id, same)
    held = orders.load_orders(conn, settings.id, wanted)
    before = {each: order_figures(held[each].values, settings) for each in held}
    lines_before = {each: held[each].versions.get("items") for each in held}
    orders.write_history(conn, settings.id, ((fact, job_id) for job_id, fact in facts))
    renamed = {each: row for each, row in held.items() if adoption.rename_customer(row, same)}
    plain = [(job_id, orders.order_fact(fact)) for job_id, fact in (*adopted.facts, *facts)]
    touched, job_of = _merge_all(held, plain, done)
    touched = renamed | touched
    settings = _learn(conn, settings, touched)
    after = {each: order_figures(row.values, settings) for each, row in touched.items()}
    relined = [
        row for each, row in touched.items() if row.versions.get("items") != lines_before.get(each)
    ]
    pairs = [(row, after[each]) for each, row in touched.items()]
    orders.write_orders(conn, settings.id, pairs, relined)
    done.orders = _gone(adopted, before, job_of)
    done.orders += [
        _order_change(row, before.get(each), after[each], job_of.get(each, row.delivery_id))
        for each, row in touched.items()
    ]


def _gone(
    adopted: Adopted, before: dict[int, OrderFigures], job_of: Mapping[int, int]
) -> list[OrderChange]:
    """Let each made-up order's figures pass to the real one, or go where that had its own."""
    gone = []
    for real, (made_up, figures) in adopted.figures.items():
        if real in before:
            nothing = replace(figures, counts=False)
            gone.append(OrderChange(made_up, figures, nothing, None, job_of.get(real, 0)))
        else:
            before[real] = figures
    return gone


def _order_change(
    row: Registers, before: OrderFigures | None, after: OrderFigures, job_id: int
) -> OrderChange:
    return OrderChange(row.id, before, after, row.values.get("status"), job_id)


def _merge_all(
    held: dict[int, Registers], facts: Sequence[Sourced], done: Projected
) -> tuple[dict[int, Registers], dict[int, int]]:
    """Merge facts into `held` in place; give the rows that took anything, and their last job."""
    touched: dict[int, Registers] = {}
    job_of: dict[int, int] = {}
    for job_id, fact in facts:
        row = held.setdefault(fact.id, Registers(fact.id))
        new = row.new
        changed = row.merge(fact, job_id)
        if changed is None:
            continue
        touched[fact.id] = row
        job_of[fact.id] = job_id
        fields = {} if new and done.brief else changed
        done.note(
            job_id, change(fact.kind, fact.id, _label(row, fact.kind), new=new, fields=fields)
        )
    return touched, job_of


def _label(row: Registers, kind: Kind) -> str:
    """Give the words that a person knows the entity by."""
    values = row.values
    if kind == "order":
        return values.get("reference") or str(row.id)
    if kind == "customer":
        return customers.display_name(values) or str(row.id)
    return values.get("name") or values.get("sku") or str(row.id)


def _learn(
    conn: Connection[TupleRow], settings: StoreSettings, touched: Mapping[int, Registers]
) -> StoreSettings:
    if settings.currency is None and touched:
        currency = own_currency([row.values for row in touched.values()])
        settings = learn_currency(conn, settings, currency)
    seen = {
        row.values["status"]: row.values.get("status_custom") or row.values.get("status_name") or ""
        for row in touched.values()
        if row.values.get("status")
    }
    return learn_statuses(conn, settings, seen)
