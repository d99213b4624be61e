"""What is made from the sources at the first start: hashed static files, compiled translations.

It lands in a folder named by a digest of the sources, so a new release makes its own and several
processes share one. Nothing here needs a tool that is not a Python package.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

HERE = Path(__file__).parent
LANGUAGES = ("ar",)
# As CLDR has them and the `.po` files say; Babel's own rule for Arabic puts 11 to 99 elsewhere.
PLURALS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
        " : n%100>=11 && n%100<=99 ? 4 : 5);"
    )
}
FORMAT = b"2"  # raise it when the way of building changes
_HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def folder(data_dir: Path) -> Path:
    """Give the folder for what is built from the present sources."""
    digest = hashlib.sha256(FORMAT)
    for path in _sources():
        digest.update(path.relative_to(HERE).as_posix().encode())
        digest.update(path.read_bytes())
    return data_dir / "web" / digest.hexdigest()[:16]


def is_hashed(_path: str, url: str) -> bool:
    """Tell whether a static address carries a digest, so that it may be kept for ever."""
    return _HASHED.search(url) is not None


def catalog(language: str) -> Catalog:
    """Give all translations of a language; each area of the pages keeps its own `.po` file.

    Raises ValueError when two files translate the same words differently.
    """
    whole = Catalog(locale=language)
    whole.mime_headers = [("Plural-Forms", PLURALS[language])]
    for path in sorted((HERE / "locale" / language).glob("*.po")):
        with path.open("rb") as file:
            part = read_po(file, locale=language)
        for message in part:
            if not message.id or not message.string:
                continue
            held = whole.get(message.id, message.context)
            if held is not None and held.string != message.string:
                raise ValueError(f"{path.name} translates {message.id!r} in a second way.")
            whole.add(message.id, message.string, context=message.context)
    return whole


def translations(built: Path) -> None:
    """Compile every language into the form Django reads, unless it is there."""
    _make(built / "locale", _compile)


def static_files(built: Path) -> None:
    """Give every static file its hashed name and compressed twins, unless they are there."""
    _make(built / "static", _collect)


def _compile(target: Path) -> None:
    for language in LANGUAGES:
        path = target / language / "LC_MESSAGES" / "django.mo"
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_mo(file, catalog(language))


def _collect(target: Path) -> None:
    source = FileSystemStorage(HERE / "static")
    storage = CompressedManifestStaticFilesStorage(location=target)
    paths = {}
    for path in _sources("static"):
        name = path.relative_to(HERE / "static").as_posix()
        with path.open("rb") as file:
            storage.save(name, File(file))
        paths[name] = (source, name)
    for _name, _hashed, outcome in storage.post_process(paths):
        if isinstance(outcome, Exception):
            raise outcome


def _make(final: Path, make: Callable[[Path], None]) -> None:
    """Make a folder aside and move it into place; who comes second drops theirs, an equal one."""
    if final.exists():
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=final.parent, prefix="draft-"))
    draft.chmod(0o755)
    try:
        make(draft)
        os.rename(draft, final)  # noqa: PTH104  # must fail when the place is taken
    except FileExistsError:
        return
    except OSError:
        if not final.exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sources(*names: str) -> Iterator[Path]:
    for name in names or ("static", "locale"):
        yield from (path for path in sorted((HERE / name).rglob("*")) if path.is_file())
