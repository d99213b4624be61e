"""What is made at the first start: the key and the translations."""

import gettext
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from syncaty.web import build, secret_key


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key.kept(tmp_path / "new"), range(16)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    files = list((tmp_path / "new").iterdir())
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600]


def test_translations_compile_without_any_tool(tmp_path: Path) -> None:
    build.translations(tmp_path)
    with (tmp_path / "locale/ar/LC_MESSAGES/django.mo").open("rb") as file:
        arabic = gettext.GNUTranslations(file)
    assert arabic.gettext("Jobs") == "المهام"
    assert arabic.ngettext("%(size)s field", "%(size)s fields", 2) == "حقلان"


def test_two_files_may_not_translate_a_word_differently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "locale" / "ar"
    folder.mkdir(parents=True)
    for name, said in (("a", "هذا"), ("b", "ذاك")):
        (folder / f"{name}.po").write_text(f'msgid "This"\nmsgstr "{said}"\n', encoding="utf-8")
    monkeypatch.setattr(build, "HERE", tmp_path)
    with pytest.raises(ValueError, match="second way"):
        build.catalog("ar")


def test_every_vendored_library_and_font_carries_its_licence() -> None:
    static = build.HERE / "static"
    for folder in (static / "vendor").iterdir():
        assert (folder / "LICENSE").exists(), folder.name
    assert len(list((static / "fonts").glob("OFL-*.txt"))) == 2
