"""The members of a segment as they leave the store: portion by portion, by what it decided.

Portions are read by key, each in a transaction of its own if the caller likes: memory does not grow
with the segment, nothing is held for long, and nobody who stays a member is missed or given twice.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row, tuple_row

from syncaty.db.paging import PAGE, Page, cursor, place
from syncaty.db.queries import load as load_queries
from syncaty.projections.currency import money_text
from syncaty.segments.masking import mask
from syncaty.segments.privacy import Privacy, PrivacyError, load_privacy
from syncaty.segments.stored import SegmentError
from syncaty.segments.summary import located

_sql = load_queries("syncaty.segments", "audience.sql")

PORTION = 2_000
COLUMNS = (
    *("id", "name", "email", "mobile", "city", "orders", "spent", "first_order_on"),
    *("last_order_on", "r", "f", "m", "segment", "since"),
)
_SPENT = COLUMNS.index("spent")
_CONTACTS = (COLUMNS.index("email"), COLUMNS.index("mobile"))
_FIRST = -(2**63)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who leaves: `kept` of a segment's `members`, their contacts `masked` or not.

    `consent` and `consent_segment` say why the others stay (see privacy.py).
    """

    store_id: int
    key: str
    members: int
    kept: int
    masked: bool
    privacy: Privacy
    currency: str | None
    _asked: Mapping[str, Any]

    @property
    def left_out(self) -> int:
        """How many members the store's consent setting keeps back."""
        return self.members - self.kept


def audience(
    conn: Connection[Any],
    store_id: int,
    key: str,
    *,
    trusted: bool = True,
    masked: bool = False,
) -> Audience:
    """Look at who would leave with a segment.

    `trusted`: an owner, an operator, or the command line asks, who get contacts in full unless
    `masked`. Raises SegmentError for an unknown key, PrivacyError when the segment of the consent
    is gone: then nobody leaves.
    """
    privacy = load_privacy(conn, store_id)
    consent = consent_of(conn, store_id, privacy)
    asked = {
        **located(conn, store_id, key),
        "store_id": store_id,
        "consent": privacy.consent,
        "consent_rfm": consent["rfm"],
        "consent_id": consent["id"],
    }
    with conn.cursor(row_factory=dict_row) as reading:
        counts = reading.execute(_sql["audience_count"], asked, prepare=False).fetchone() or {}
        store = reading.execute(_sql["audience_currency"], asked).fetchone() or {}
    return Audience(
        store_id=store_id,
        key=key,
        masked=masked or (privacy.mask_contacts and not trusted),
        privacy=privacy,
        currency=store.get("currency"),
        _asked=asked,
        **counts,
    )


def rows(
    who: Audience, connect: Callable[[], AbstractContextManager[Connection[Any]]]
) -> Iterator[tuple[Any, ...]]:
    """Give the members by id, in the order of COLUMNS; each portion on a connection of its own.

    Money is text with its currency's decimals, days are date, instants datetime in UTC.
    """
    after = _FIRST
    while True:
        with connect() as conn, conn.cursor(row_factory=tuple_row) as reading:
            asked = {**who._asked, "after": after, "limit": PORTION}  # noqa: SLF001
            found = reading.execute(_sql["audience_part"], asked, prepare=False).fetchall()
        for *row, goes in found:
            if goes:
                yield _written(who, row)
        if len(found) < PORTION:
            return
        after = found[-1][0]


def page(
    conn: Connection[Any], store_id: int, key: str, *, after: str | None = None, limit: int = PAGE
) -> Page[dict[str, Any]]:
    """Give a page of all members of a segment by id, as rows of COLUMNS: nobody is left out.

    Raises SegmentError for an unknown key.
    """
    name = f"segment/{key}"
    (last,) = place(after, name, int) if after else (_FIRST,)
    asked = {
        **located(conn, store_id, key),
        **dict.fromkeys(("consent", "consent_rfm", "consent_id")),
        "store_id": store_id,
        "after": last,
        "limit": limit + 1,
    }
    with conn.cursor(row_factory=dict_row) as reading:
        found = reading.execute(_sql["audience_part"], asked, prepare=False).fetchall()
    return Page.cut(found, limit, lambda row: cursor(name, row["id"]))


def consent_of(conn: Connection[Any], store_id: int, privacy: Privacy) -> dict[str, Any]:
    """Give where the members of the segment of a store's consent are; raises PrivacyError."""
    if privacy.consent_segment is None:
        return {"rfm": None, "id": None}
    try:
        return located(conn, store_id, privacy.consent_segment)
    except SegmentError:
        raise PrivacyError(
            f"Consent is taken from the segment {privacy.consent_segment!r}, which is gone, so "
            "nobody was exported. Choose another under Privacy."
        ) from None


def _written(who: Audience, row: list[Any]) -> tuple[Any, ...]:
    row[_SPENT] = money_text(row[_SPENT], who.currency)
    if who.masked:
        for at in _CONTACTS:
            row[at] = row[at] and mask(row[at])
    return tuple(row)
