"""Sentences on lists kept by hand, by key."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncaty.segments.lists import MOST_ENTRIES, MOST_ON_LIST, ListError
from syncaty.segments.stored import SegmentError
from syncaty.syncs.files.faults import FileError
from syncaty.web.files import sentences
from syncaty.web.segments.faults import declined

PROBLEMS: Mapping[str, Promise] = {
    "unknown": _("Nobody is known by this yet. It waits: such a customer will enter by himself."),
    "ambiguous": _(
        "One customer’s number and another’s phone. Write a phone with 0 or +, a number with #."
    ),
    "unreadable": _("Neither a number, a phone nor an e-mail."),
    "rounded": _("A spreadsheet has rounded this number away. Format its column as text."),
}
"""Why an entry names no member (`segments.entries.Problem`)."""

FAULTS: Mapping[str, Promise] = {
    "list_too_long": _(
        "There are more than {most} entries, so none of them was taken. Bring them in parts:"
        " adding leaves what is on the list."
    ),
    "list_full": _(
        "The list would have more than {full} entries, so nothing was changed. Make another list"
        " of the rest; a rule can name both."
    ),
    "list_empty": _("There is no entry here, so nothing was changed."),
    "not_a_list": _("This segment follows from its rule. Nothing was changed."),
}
"""Why entries cannot be put on a list (`segments.lists.ListErrorCode`)."""

ACTS: Mapping[str, Promise] = {
    "add": _("Add them to the list"),
    "replace": _("Let the list be them alone"),
    "remove": _("Take them off the list"),
}


def fault(error: FileError | ListError | SegmentError) -> str:
    """Say why nothing was taken."""
    if isinstance(error, FileError):
        return sentences.fault(error)
    if isinstance(error, SegmentError):
        return declined(error)
    return str(FAULTS[error.code]).format(most=f"{MOST_ENTRIES:,}", full=f"{MOST_ON_LIST:,}")
