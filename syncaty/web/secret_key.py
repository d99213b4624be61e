"""The key that signs sessions and forms: given by the operator, or made once and kept."""

import os
import secrets
from pathlib import Path

NAME = "web-secret-key"
BYTES = 48


def kept(data_dir: Path) -> str:
    """Give the key kept in the data directory, making it at the first start.

    Two processes that start together end with the same key: only one file can be linked.
    """
    path = data_dir / NAME
    if not path.exists():
        _make(path)
    return path.read_text(encoding="utf-8").strip()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{NAME}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(BYTES))
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # the other process was first; its key is the key
    finally:
        draft.unlink()
