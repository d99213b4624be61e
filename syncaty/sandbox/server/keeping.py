"""Keeps on disk what a restart of the stand-in must not forget: grants and webhooks."""

import json
from pathlib import Path

import msgspec

from syncaty.errors import SyncatyError
from syncaty.sandbox.server.world import World


class KeptError(SyncatyError):
    """The file of grants and webhooks cannot be read; the message says what to do."""


class Keeper:
    """One JSON file, readable by its owner only, written anew after each change."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, world: World) -> None:
        """Bring back what was kept, and keep what changes from now on. Raises KeptError."""
        if self._path.exists():
            try:
                kept = json.loads(self._path.read_text(encoding="utf-8"))
                world.grants.load(kept["grants"])
                for merchant, held in kept["stores"].items():
                    store = world.stores.get(int(merchant))
                    if store is not None:
                        store.installed = bool(held["installed"])
                        store.subscriptions.load(held["webhooks"])
            except (ValueError, KeyError, TypeError, msgspec.ValidationError):
                raise KeptError(
                    f"{self._path} does not hold a stand-in's grants and webhooks. "
                    "Name another folder with --state."
                ) from None
        world.keep = self.save

    def save(self, world: World) -> None:
        """Write everything down; the file is always whole."""
        kept = {
            "grants": world.grants.dump(),
            "stores": {
                str(merchant): {
                    "installed": store.installed,
                    "webhooks": store.subscriptions.dump(),
                }
                for merchant, store in world.stores.items()
            },
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(kept), encoding="utf-8")
        draft.replace(self._path)
