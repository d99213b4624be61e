"""What somebody brought for a list, a file or pasted text, kept until he has looked at it."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest

from syncaty.db.pool import Conn
from syncaty.segments.entries import Entry, read_text
from syncaty.segments.lists import ACTS, Act, ListError, gather
from syncaty.syncs.files import keeping
from syncaty.syncs.files.cells import Note
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.people import MB, MOST_BYTES, open_people
from syncaty.web.addresses import of_store, picked
from syncaty.web.database import Reading, writing
from syncaty.web.pages import PageRequest
from syncaty.web.stores import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to become of what was brought, as the address says it: a new list, or which."""

    key: str
    act: Act
    name: str
    note: str
    pasted: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        """Read an address."""
        said = request.GET
        act = picked(ACTS, said.get("act"), "add")
        name, note = said.get("name", ""), said.get("note", "")
        return cls(said.get("list", ""), act, name, note, "pasted" in said)

    @property
    def query(self) -> str:
        """Give the query that says the same."""
        words = {"list": self.key, "act": self.act if self.key else "", "name": self.name}
        words |= {"note": self.note, "pasted": "1" if self.pasted else ""}
        return urlencode({key: word for key, word in words.items() if word})


@dataclass(frozen=True, slots=True)
class Brought:
    """What was brought, read: its entries, and the columns they come from."""

    name: str
    entries: list[Entry]
    columns: tuple[str, ...]
    notes: tuple[Note, ...]


def keep(request: PageRequest, store: Store, key: str = "") -> str:
    """Keep what a form brings if it can be read; gives the address that shows what it would do.

    Raises FileError, ListError.
    """
    form = request.POST
    sent = request.FILES.get("file")
    text = form.get("text", "").encode("utf-8", "replace")
    portions, name, pasted = iter([text]), "", True
    if isinstance(sent, UploadedFile):
        if (sent.size or 0) > MOST_BYTES:
            raise FileError("list_large", mb=MOST_BYTES // MB)
        portions, name, pasted = sent.chunks(keeping.PORTION), sent.name or "", False
    elif not text.strip():
        raise ListError("list_empty", "Nothing was brought.")
    act = picked(ACTS, form.get("act"), "add")
    asked = Asked(key, act, form.get("name", ""), form.get("note", ""), pasted)
    with writing() as conn:
        number = keeping.keep(conn, store.id, name, portions, request.user.get_username())
        read(conn, store, number, pasted=pasted)  # what cannot be read is not kept
    return f"{of_store('list_look', store, number=number)}?{asked.query}"


def read(conn: Reading | Conn, store: Store, number: int, *, pasted: bool) -> Brought:
    """Read what was brought; answers 404 when it is gone. Raises FileError, ListError."""
    file = keeping.find(conn, store.id, number)
    if file is None or not file.whole:
        raise Http404(f"nothing brought under {number}")
    with TemporaryDirectory(prefix="syncaty-list-") as folder:
        path = Path(folder) / "file"
        keeping.write_to(conn, store.id, number, path)
        if pasted:
            return Brought("", gather(read_text(path.read_text("utf-8"))), (), ())
        people = open_people(path)
        return Brought(file.name, gather(people.entries), people.columns, people.notes)
