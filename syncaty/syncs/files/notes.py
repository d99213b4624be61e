"""What a merchant is told of how his file was understood: codes with their sentences."""

from collections.abc import Iterable, Mapping

from syncaty.syncs.files.cells import Note
from syncaty.syncs.files.order import Choices, Votes

SENTENCES: Mapping[str, str] = {
    "encoding": "Written in {}.",
    "damaged": "Some characters were damaged before the file came here; they are shown as �.",
    "sheet": "Read from the sheet “{}”; the other sheets were left alone.",
    "day_first": "Dates are read with the day first: other dates of the column prove it.",
    "month_first": "Dates are read with the month first: other dates of the column prove it.",
    "dates_assumed": "Nothing tells whether day or month comes first; the day is taken as first.",
    "dates_mixed": "Some dates have the day first and some the month; those that do not fit the"
    " most are errors.",
    "dates_chosen": "Dates are read as you chose.",
    "comma_decimal": "The comma is read as the decimal mark: other amounts of the column prove it.",
    "no_customer": "No column says telephone, e-mail or number of the customer, so orders count in"
    " sales but belong to nobody.",
    "no_status": "No column says the status, so every order counts.",
    "part": "The first {} rows were looked at; the rest is looked at while it is imported.",
}
"""What each note says; {} is what it speaks of."""


def sentence(note: Note) -> str:
    """Give a note as a sentence, in English."""
    code, value = note
    return SENTENCES[code].format(value)


def notes_of(choices: Choices, votes: Votes, about: Iterable[Note] = ()) -> list[Note]:
    """Say aloud what was settled, assumed or left open."""
    notes = [*about]
    settled = votes.dates.settled
    if choices.dates != "auto":
        if settled != "plain":
            notes.append(("dates_chosen", ""))
    elif settled == "proven":
        notes.append(("day_first" if votes.dates.order == "day" else "month_first", ""))
    elif settled != "plain":
        notes.append((f"dates_{settled}", ""))
    if votes.marks.comma_decimal:
        notes.append(("comma_decimal", ""))
    if not {"mobile", "email", "customer_id"} & choices.columns.keys():
        notes.append(("no_customer", ""))
    if "status" not in choices.columns:
        notes.append(("no_status", ""))
    return notes
