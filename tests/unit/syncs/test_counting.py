"""What a sync's report counts."""

from syncaty.projections.changes import change
from syncaty.syncs.page import Taken
from syncaty.syncs.writer import _count


def test_an_order_that_came_twice_in_a_batch_is_counted_once_as_what_it_was_first() -> None:
    rows = [Taken("order", number, ()) for number in (1, 1, 2, 2, 3)]
    changes = [
        change("order", 1, "1", new=True, fields={"total": (None, "5")}),
        change("order", 1, "1", new=False, fields={}),
        change("order", 2, "2", new=False, fields={"total": ("4", "5")}),
        change("order", 2, "2", new=False, fields={}),
    ]
    tally, found = _count(rows, {"order": {}, "customer": {}, "product": {}}, changes)
    assert (tally.missing, tally.stale, tally.equal) == (1, 1, 1)
    assert [each["id"] for each in found[True]] == ["1"]
    assert [each["id"] for each in found[False]] == ["2"]
