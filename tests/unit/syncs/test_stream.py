"""Whatever ends a source is told to the one who takes its items: he would wait for ever."""

import queue
from collections.abc import Iterator

import pytest

from syncaty.syncs.budget import HaltedError
from syncaty.syncs.page import Item, Mark
from syncaty.syncs.stream import Stream

MARK = Mark({}, 1, None)


@pytest.mark.parametrize("fault", [ValueError("odd"), HaltedError()])
def test_a_source_that_fails_is_heard_after_what_it_gave(fault: Exception) -> None:
    def source() -> Iterator[Item]:
        yield MARK
        raise fault

    with Stream(1) as stream:
        stream.begin(source)
        assert stream.get(10) is MARK
        with pytest.raises(type(fault)):
            stream.get(10)


def test_a_source_that_ends_gives_none_and_then_nothing() -> None:
    with Stream(1) as stream:
        stream.begin(lambda: iter([MARK]))
        assert (stream.get(10), stream.get(10)) == (MARK, None)
        with pytest.raises(queue.Empty):
            stream.get(0)
