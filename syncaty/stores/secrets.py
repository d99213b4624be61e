"""Secrets at rest: sealed with a key that the database never sees, and never printed."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from syncaty.config import Config
from syncaty.errors import SettingError, SyncatyError

KEY_FILE = "encryption.key"


class SealError(SyncatyError):
    """A sealed secret cannot be opened with the keys in force; it is still held as it was."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A secret text. Printing it, also inside other objects, shows nothing of it."""

    value: str

    def __repr__(self) -> str:
        """Give a text that hides the value."""
        return "Secret(***)"

    def __str__(self) -> str:
        """Give a text that hides the value."""
        return "***"


class Keys:
    """The keys that seal and unseal: the first seals, every one unseals."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        fernets = [_fernet(text) for text in texts]
        self._newest = fernets[0]
        self._fernet = MultiFernet(fernets)

    def seal(self, secret: Secret) -> str:
        """Give the secret encrypted, as text for the database."""
        return self._fernet.encrypt(secret.value.encode()).decode("ascii")

    def reseal(self, sealed: str) -> str | None:
        """Give a sealed text sealed with the first key, None when it is; raises SealError."""
        try:
            self._newest.decrypt(sealed)
        except (InvalidToken, ValueError):
            return self.seal(self.unseal(sealed))
        return None

    def unseal(self, sealed: str) -> Secret:
        """Give the secret back; raises SealError when none of the keys fits."""
        try:
            return Secret(self._fernet.decrypt(sealed).decode())
        except (InvalidToken, ValueError) as error:
            raise SealError(
                "A sealed secret fits none of the encryption keys. It is still held. Give the key "
                "it was sealed with in SYNCATY_ENCRYPTION_KEYS, after the newest one."
            ) from error


def open_keys(config: Config) -> Keys:
    """Give the keys of the settings, or the one in the data directory, made at first need.

    Raises SettingError when a key is no Fernet key or its file cannot be read or written.
    """
    if config.encryption_keys:
        return Keys(config.encryption_keys)
    path = config.data_dir / KEY_FILE
    try:
        if not path.exists():
            _generate(path)
        return Keys((path.read_text(encoding="ascii").strip(),))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"The encryption key {path} cannot be read or made ({error}). Check the folder's "
            "permissions, or set SYNCATY_ENCRYPTION_KEYS."
        ) from error


def _fernet(text: str) -> Fernet:
    try:
        return Fernet(text)
    except ValueError as error:
        raise SettingError(
            "An encryption key is not a Fernet key (32 random bytes in URL-safe base64, 44 "
            "characters). Make one with: openssl rand -base64 32 | tr '+/' '-_'"
        ) from error


def _generate(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(Fernet.generate_key() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)  # unlike a rename, this never replaces another process's key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
