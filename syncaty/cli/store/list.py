"""`syncaty store list`: the connected stores."""

from syncaty.cli.options import AsJson, DataDir

EXAMPLE = "syncaty store list --json"


def list_(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List the connected stores."""
    from syncaty.cli import runtime, show
    from syncaty.stores import store
    from syncaty.stores.secrets import open_keys

    with runtime.database(data_dir) as config, runtime.connect(config) as conn:
        stores = store.load_all(conn, open_keys(config))
    if as_json:
        show.json(
            [
                {
                    "merchant": one.id,
                    "name": one.name,
                    "strategy": one.strategy,
                    "timezone": one.timezone,
                    "currency": one.currency,
                    "secrets": len(one.secrets),
                }
                for one in stores
            ]
        )
        return
    show.table(
        ("merchant", "name", "strategy", "time zone", "currency", "secrets"),
        (
            (one.id, one.name, one.strategy, one.timezone, one.currency, len(one.secrets))
            for one in stores
        ),
        numbers="merchant secrets",
    )
