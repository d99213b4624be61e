"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Folder of the embedded database and of a running `up`"
        " [default: SYNCATY_DATA_DIR, else .syncaty]",
        show_default=False,
    ),
]
Host = Annotated[str, typer.Option("--host", help="Address to listen on; 0.0.0.0 for all")]
Port = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes a free one")
]
Store = Annotated[int, typer.Option("--store", help="The store's merchant id at Salla")]
AnyStore = Annotated[
    int | None,
    typer.Option("--store", help="Only this store (merchant id)", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs")]
