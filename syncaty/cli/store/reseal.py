"""`syncaty store reseal`: seals everything with the newest encryption key."""

import typer

from syncaty.cli.options import DataDir

EXAMPLE = "SYNCATY_ENCRYPTION_KEYS=new,old syncaty store reseal"


def reseal(data_dir: DataDir = None) -> None:
    """Seal all tokens and secrets with the first of SYNCATY_ENCRYPTION_KEYS.

    Older keys can be taken out of the setting afterwards. Runs beside a running product; running it
    again changes nothing.
    """
    from syncaty.cli import runtime
    from syncaty.errors import SyncatyError
    from syncaty.stores.reseal import reseal as reseal_all
    from syncaty.stores.secrets import open_keys

    with runtime.database(data_dir) as config, runtime.connect(config) as conn:
        conn.autocommit = True
        done = reseal_all(conn, open_keys(config))
    typer.echo(f"Sealed anew: {done.anew}. Sealed with the newest key before: {done.already}.")
    if done.unreadable:
        raise SyncatyError(
            f"{done.unreadable} more fit none of the keys and were left as they are. Give the key "
            "they were sealed with in SYNCATY_ENCRYPTION_KEYS and run this again."
        )
