"""Sockets: taken ports and bad hosts are told in a sentence."""

import pytest

from syncaty.cli.serve import PortTakenError, address, listen
from syncaty.errors import SyncatyError


def test_port_0_takes_a_free_one_and_the_address_can_be_opened() -> None:
    with listen("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        assert address(sock) == f"http://127.0.0.1:{port}"
        with pytest.raises(PortTakenError, match=f"Port {port} on 127.0.0.1 is taken"):
            listen("127.0.0.1", port)


def test_all_interfaces_are_shown_as_this_machine() -> None:
    with listen("0.0.0.0", 0) as sock:  # noqa: S104
        assert address(sock) == f"http://127.0.0.1:{sock.getsockname()[1]}"


def test_a_host_that_is_not_ours_is_refused() -> None:
    with pytest.raises(SyncatyError, match=r"Cannot listen on 203\.0\.113\.9"):
        listen("203.0.113.9", 0)
