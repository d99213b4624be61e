"""`syncaty store check`: the watch over a store's webhooks, now."""

from typing import TYPE_CHECKING, Annotated

import typer

from syncaty.cli.options import AsJson, DataDir

if TYPE_CHECKING:
    from syncaty.stores.subscriptions import Report

EXAMPLE = "syncaty store check 1305146709"


def check(
    store: Annotated[int, typer.Argument(help="The store's merchant id at Salla")],
    anew: Annotated[
        bool, typer.Option("--anew", help="Give each webhook its secret once more")
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Compare a store's webhooks with what Salla has, and mend what is missing or altered."""
    from contextlib import closing

    from syncaty import background
    from syncaty.cli import runtime, show
    from syncaty.db.pool import domain_dsn
    from syncaty.salla.http import Http
    from syncaty.salla.oauth import OAuth
    from syncaty.stores.secrets import open_keys
    from syncaty.stores.store import StoreError
    from syncaty.stores.webhooks import FAULTS

    with runtime.database(data_dir) as config:
        with runtime.connect(config) as conn:
            runtime.require_store(conn, store)
        dsn = domain_dsn(config.database_url, config.schema)
        with closing(OAuth(config)) as oauth, closing(Http()) as http:
            watcher = background.watcher(config, dsn, open_keys(config), oauth, http)
            checked = watcher.look(store, anew=anew)
    if checked.report is None:
        raise StoreError(checked.error)
    rows = _rows(checked.report)
    if as_json:
        show.json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    else:
        show.table(COLUMNS, rows)
    if not checked.report.intact:
        left = checked.report.left
        faults = [fault for event in checked.report.broken if (fault := left[event].fault)]
        raise StoreError("\n".join(FAULTS[fault] for fault in dict.fromkeys(faults)))


COLUMNS = ("event", "found", "fault", "now")


def _rows(report: "Report") -> list[tuple[str, str, str, str]]:
    """Give for each event what was found, why, and how it is now."""
    return [
        (event, each.state, each.fault or "", report.left[event].state)
        for event, each in report.found.items()
    ]
