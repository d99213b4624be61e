import dataclasses
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from syncaty.config import load
from syncaty.errors import SettingError
from syncaty.stores.secrets import KEY_FILE, Keys, SealError, Secret, open_keys


def test_a_secret_never_prints() -> None:
    secret = Secret("hush-hush")
    assert "hush" not in f"{secret} {secret!r} {[secret]} {dataclasses.replace(secret)!r}"


def test_a_sealed_secret_comes_back_and_does_not_show() -> None:
    keys = Keys((Fernet.generate_key().decode(),))
    sealed = keys.seal(Secret("قهوة"))
    assert keys.unseal(sealed) == Secret("قهوة")
    assert keys.seal(Secret("قهوة")) != sealed


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = Keys((old,)).seal(Secret("s"))
    both = Keys((new, old))
    assert both.unseal(sealed) == Secret("s")
    with pytest.raises(SealError, match="still held"):
        Keys((old,)).unseal(both.seal(Secret("s")))


def test_a_key_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    config = load({"SYNCATY_DATA_DIR": str(tmp_path / "new")})
    sealed = open_keys(config).seal(Secret("s"))
    assert open_keys(config).unseal(sealed) == Secret("s")
    files = list((tmp_path / "new").iterdir())
    assert [file.name for file in files] == [KEY_FILE]
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["short", "x" * 44, "ключ", "a b"])
def test_a_text_that_is_no_key_is_refused_without_showing_it(text: str, tmp_path: Path) -> None:
    config = load({"SYNCATY_ENCRYPTION_KEYS": text, "SYNCATY_DATA_DIR": str(tmp_path)})
    with pytest.raises(SettingError, match="not a Fernet key") as error:
        open_keys(config)
    assert text not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_key_file_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(SettingError, match="cannot be read or made"):
        open_keys(load({"SYNCATY_DATA_DIR": str(blocked)}))
