"""The same scores by pandas and by DuckDB, from the rows that Syncaty computes them from."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from psycopg import Connection
from psycopg.rows import TupleRow

from bench.bodies import MERCHANT
from syncaty.db.queries import load

_sql = load("bench", "scores.sql")
_SHARES = [0.2, 0.4, 0.6, 0.8]


@dataclass(frozen=True, slots=True)
class Others:
    """Seconds that others take for all scores of a store, the rows already in their memory."""

    buyers: int
    orders: int
    pandas: float
    duckdb: float
    read: float  # taking the rows out of PostgreSQL, which neither's seconds hold


def measure_others(conn: Connection[TupleRow]) -> Others:
    """Score a store's buyers by both; raises RuntimeError unless all scores are equal to ours."""
    began = time.perf_counter()
    rows = _read(conn)
    read = time.perf_counter() - began
    held = pd.DataFrame(
        conn.execute(_sql["held"], {"store_id": MERCHANT}).fetchall(),
        columns=["customer", "r", "f", "m"],
    ).set_index("customer")
    by_pandas, pandas_seconds = _by_pandas(rows)
    by_duckdb, duckdb_seconds = _by_duckdb(rows)
    for name, found in (("pandas", by_pandas), ("DuckDB", by_duckdb)):
        _compare(name, held, found)
    return Others(len(held), len(rows), pandas_seconds, duckdb_seconds, read)


def _read(conn: Connection[TupleRow]) -> pd.DataFrame:
    """Take the orders that count: customer, day as a number, money in the smallest unit."""
    parts: list[Sequence[TupleRow]] = []
    with conn.transaction(), conn.cursor("rows", binary=True) as cursor:
        cursor.execute(_sql["counting"], {"store_id": MERCHANT})
        while rows := cursor.fetchmany(100_000):
            parts.append(np.array(rows, dtype=np.int64))  # type: ignore[arg-type]
    return pd.DataFrame(np.concatenate(parts), columns=["customer", "day", "value"])


def _by_pandas(rows: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Score as guides do: group, then `qcut`; right-closed bins, equal values together.

    `qcut` refuses F, whose edges coincide where most bought once; there its own edges are searched.
    """
    began = time.perf_counter()
    totals = rows.groupby("customer").agg(
        last=("day", "max"), orders=("value", "size"), spent=("value", "sum")
    )
    five = [1, 2, 3, 4, 5]
    totals["r"] = pd.qcut(-totals["last"], 5, labels=[5, 4, 3, 2, 1]).astype("int64")
    edges = totals["orders"].quantile(_SHARES, interpolation="lower").to_numpy()
    totals["f"] = 1 + np.searchsorted(edges, totals["orders"].to_numpy(), side="left")
    totals["m"] = pd.qcut(totals["spent"], 5, labels=five).astype("int64")
    return totals[["r", "f", "m"]], time.perf_counter() - began


def _by_duckdb(rows: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    with duckdb.connect() as db:
        db.register("given", rows)
        db.execute("create table counting as select * from given")
        began = time.perf_counter()
        db.execute(_sql["duckdb"])
        seconds = time.perf_counter() - began
        found = db.execute("select * from scored").fetch_df().set_index("customer")
    return found, seconds


def _compare(name: str, held: pd.DataFrame, found: pd.DataFrame) -> None:
    both = held.join(found.add_suffix("_found"), how="outer")
    for each in ("r", "f", "m"):
        differing = int((both[each] != both[f"{each}_found"]).sum())
        if differing:
            raise RuntimeError(f"{name} gives {differing} other scores of {each}")
