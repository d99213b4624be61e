"""Keeps the files that merchants bring until they are imported, and starts their import."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries
from syncaty.syncs.control import create
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.opening import MB, MOST_BYTES
from syncaty.syncs.files.order import Choices

_sql = load_queries("syncaty.syncs.files")
PORTION = MB
DAYS_KEPT = 7
Conn = Connection[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file as it is kept. `whole` says that its bytes are still here."""

    id: int
    name: str
    size: int
    digest: bytes
    choices: Choices
    uploaded_by: str
    uploaded_at: datetime
    said_at: datetime | None
    sync_id: int | None
    whole: bool

    @property
    def mark(self) -> str:
        """Eight characters that tell this file, read in this way, from any other."""
        return _mark(self.digest, self.choices)


def keep(conn: Conn, store_id: int, name: str, portions: Iterable[bytes], by: str = "") -> int:
    """Keep a file; gives its number. Raises FileError when it is empty or too large."""
    row = {"store_id": store_id, "name": _named(name), "by": by}
    file_id = _one(conn, "file_make", row)
    digest, size = hashlib.sha256(), 0
    for number, portion in enumerate(portions):
        digest.update(portion)
        size += len(portion)
        if size > MOST_BYTES:
            raise FileError("file_large", mb=MOST_BYTES // MB)
        part = {"store_id": store_id, "id": file_id, "number": number, "content": portion}
        conn.execute(_sql["file_part_add"], part)
    if not size:
        raise FileError("file_empty")
    done = {"store_id": store_id, "id": file_id, "size": size, "digest": digest.digest()}
    conn.execute(_sql["file_made"], done)
    return file_id


def find(conn: Conn, store_id: int, file_id: int) -> KeptFile | None:
    """Give a file of a store, or None when there is no such file."""
    return _read(conn, {"store_id": store_id, "id": file_id, "sync_id": None})


def of_sync(conn: Conn, store_id: int, sync_id: int) -> KeptFile | None:
    """Give the file that a sync imports, or None when there is none."""
    return _read(conn, {"store_id": store_id, "id": None, "sync_id": sync_id})


def write_to(conn: Conn, store_id: int, file_id: int, path: Path) -> None:
    """Write a kept file's bytes to a path, part by part."""
    with path.open("wb") as file:
        number = 0
        while True:
            key = {"store_id": store_id, "id": file_id, "number": number}
            with conn.cursor(binary=True, row_factory=dict_row) as cursor:
                row = cursor.execute(_sql["file_part"], key).fetchone()
            if row is None:
                return
            file.write(row["content"])
            number += 1


def choose(conn: Conn, store_id: int, file_id: int, choices: Choices) -> None:
    """Keep what the merchant chose for a file that is not imported yet."""
    row = {"store_id": store_id, "id": file_id, "choices": Jsonb(_document(choices))}
    conn.execute(_sql["file_choose"], row)


def start(conn: Conn, store_id: int, file_id: int, by: str = "") -> int:
    """Begin the import of a file with its choices; gives the sync's number.

    Raises FileError when the file is gone or another one of the store is being imported.
    """
    file = find(conn, store_id, file_id)
    if file is None or not file.whole:
        raise FileError("file_gone")
    if file.sync_id is not None:
        return file.sync_id
    sync_id = create(conn, store_id, "file", "file", asked_by=by)
    if of_sync(conn, store_id, sync_id) is not None:
        raise FileError("file_busy")
    row = {"store_id": store_id, "id": file_id, "sync_id": sync_id, "digest": file.digest}
    conn.execute(_sql["file_begin"], {**row, "choices": Jsonb(_document(file.choices))})
    return sync_id


def forget(conn: Conn, store_id: int, file_id: int) -> None:
    """Take away the bytes of a file; what is known of its import stays."""
    conn.execute(_sql["file_forget"], {"store_id": store_id, "id": file_id})


def forget_old(conn: Conn) -> int:
    """Take away files that nobody imported for a week; gives how many."""
    return conn.execute(_sql["files_forget_old"], {"days": DAYS_KEPT}).rowcount


def _read(conn: Conn, key: dict[str, Any]) -> KeptFile | None:
    with conn.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_sql["file_read"], key, prepare=False).fetchone()
    if row is None:
        return None
    said = row.pop("choices")
    choices = Choices(said.get("columns", {}), said.get("dates", "auto"))
    return KeptFile(**row, choices=choices)


def _one(conn: Conn, statement: str, row: dict[str, Any]) -> int:
    with conn.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(_sql[statement], row).fetchone()
    if found is None:
        raise LookupError(statement)
    return int(found["id"])


def _document(choices: Choices) -> dict[str, Any]:
    return {"columns": dict(choices.columns), "dates": choices.dates}


def _mark(digest: bytes, choices: Choices) -> str:
    said = msgspec.json.encode(_document(choices), order="sorted")
    return hashlib.sha256(digest + said).hexdigest()[:8]


def _named(name: str) -> str:
    """Give the last part of a file's name: some browsers send the whole path."""
    last = name.replace("\\", "/").rpartition("/")[2].replace("\0", "").strip()
    return last[:200] or "orders"
