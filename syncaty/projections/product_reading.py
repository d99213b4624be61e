"""Products as pages and the API read them: stock, price, and what was sold."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import class_row

from syncaty.db.paging import PAGE, CursorError, Page, cursor, place
from syncaty.db.queries import load as load_queries
from syncaty.projections import search
from syncaty.projections.figures import DEFAULT_CURRENCY

_sql = load_queries("syncaty.projections", "reading.sql")

ProductSort = Literal["gross", "units", "changed", "name", "stock"]


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product in a list. `units`, `orders` and `gross` are of counting orders of all time.

    `gross` is in the store's currency, prices in `currency`; `quantity` None: stock never said.
    """

    id: int
    name: str | None
    sku: str | None
    status: str | None
    price: Decimal | None
    sale_price: Decimal | None
    currency: str
    quantity: int | None
    unlimited: bool | None
    image: str | None
    deleted: bool
    changed_at: datetime
    orders: int
    units: Decimal
    gross: Decimal
    rank: Decimal
    word: str


@dataclass(frozen=True, slots=True)
class Product:
    """One product with everything held; `delivery_id` is the job that brought the newest of it."""

    id: int
    name: str | None
    sku: str | None
    type: str | None
    status: str | None
    price: Decimal | None
    regular_price: Decimal | None
    sale_price: Decimal | None
    cost: Decimal | None
    currency: str
    quantity: int | None
    unlimited: bool | None
    image: str | None
    url: str | None
    brand: str | None
    brand_id: int | None
    categories: list[dict[str, Any]] | None
    tags: list[dict[str, Any]] | None
    deleted: bool
    version: str
    delivery_id: int
    created_at: datetime
    changed_at: datetime
    orders: int
    units: Decimal
    gross: Decimal
    first_sold_on: date | None
    last_sold_on: date | None


def products(  # noqa: PLR0913 - what a list of products can be asked
    conn: Connection[Any],
    store_id: int,
    *,
    currency: str = DEFAULT_CURRENCY,
    text: str = "",
    deleted: bool | None = None,
    sort: ProductSort = "gross",
    after: str | None = None,
    limit: int = PAGE,
) -> Page[ProductRow]:
    """Give a page of products: figures from the highest down, stock from the lowest up.

    `currency` is the store's. Raises CursorError for a cursor of another list or sort.
    """
    needle = search.read(text)
    rank, word, last_id = _place(sort, after)
    row = {
        "store_id": store_id,
        "currency": currency,
        "sort": sort,
        "deleted": deleted,
        "words": needle.words if needle else None,
        "number": needle.number if needle else None,
        "fold_from": search.FOLD_FROM + search.FOLD_AWAY,
        "fold_to": search.FOLD_TO,
        "rank": rank,
        "word": word,
        "id": last_id,
        "limit": limit + 1,
    }
    with conn.cursor(row_factory=class_row(ProductRow)) as cur:
        found = cur.execute(_sql["products"], row, prepare=False).fetchall()
    return Page.cut(
        found, limit, lambda last: cursor(f"products/{sort}", str(last.rank), last.word, last.id)
    )


def product(
    conn: Connection[Any], store_id: int, product_id: int, *, currency: str = DEFAULT_CURRENCY
) -> Product | None:
    """Give one product, deleted or not; None when the store never had it."""
    row = {"store_id": store_id, "id": product_id, "currency": currency}
    with conn.cursor(row_factory=class_row(Product)) as cur:
        return cur.execute(_sql["product"], row).fetchone()


def _place(sort: ProductSort, after: str | None) -> tuple[Any, Any, Any]:
    if after is None:
        return None, None, None
    rank, word, last_id = place(after, f"products/{sort}", str, str, int)
    try:
        exact = Decimal(str(rank))
    except InvalidOperation as error:
        raise CursorError from error
    if not exact.is_finite():
        raise CursorError
    return exact, word, last_id
