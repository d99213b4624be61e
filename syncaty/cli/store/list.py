"""`syncaty store list`: the stores that are known."""

from syncaty.cli.options import AsJson, DataDir

EXAMPLE = "syncaty store list --json"

COLUMNS = ("merchant", "name", "state", "strategy", "timezone", "currency", "secrets")


def list_(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List the stores and how each is connected to Salla.

    A store added by hand has the state "by_hand": its webhooks are taken, Salla is not called.
    """
    from psycopg.rows import dict_row

    from syncaty.cli import runtime, show
    from syncaty.db.queries import load

    with runtime.connection(data_dir) as conn, conn.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(load("syncaty.cli")["stores_listed"]).fetchall()
    if as_json:
        show.json(found)
        return
    heads = [column.replace("timezone", "time zone") for column in COLUMNS]
    rows = [tuple(one[column] for column in COLUMNS) for one in found]
    show.table(tuple(heads), rows, numbers="merchant secrets")
