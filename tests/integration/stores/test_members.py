"""Who may see which store, on a real database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.stores import members, overview, reading
from syncaty.stores.members import OPERATOR, MemberError, Viewer

Conn = Connection[TupleRow]
MONA, OMAR, RIYADH, DUBAI = 11, 12, 71, 72
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _stores(conn: Conn) -> None:
    for number, name in ((RIYADH, "Riyadh"), (DUBAI, "Dubai")):
        conn.execute("insert into stores (id, name, lane) values (%s, %s, 1)", (number, name))
    members.add(conn, RIYADH, MONA, "owner")


def test_a_person_sees_the_stores_of_which_he_is_a_member(conn: Conn) -> None:
    mona, omar = Viewer(MONA), Viewer(OMAR)
    assert members.visible(conn, mona, RIYADH)
    assert not members.visible(conn, mona, DUBAI)
    assert not members.visible(conn, omar, RIYADH)
    assert members.stores_of(conn, MONA) == [RIYADH]
    assert [each.id for each in reading.stores(conn, mona).items] == [RIYADH]
    assert reading.store(conn, omar, RIYADH) is None
    assert [each.id for each in overview.stores(conn, mona)] == [RIYADH]
    assert overview.stores(conn, omar) == []


def test_an_operator_sees_all_of_them(conn: Conn) -> None:
    assert members.visible(conn, OPERATOR, DUBAI)
    assert [each.id for each in reading.stores(conn, OPERATOR).items] == [RIYADH, DUBAI]
    assert len(overview.stores(conn, OPERATOR)) == 2


def test_an_owner_stays_one_when_added_as_a_member(conn: Conn) -> None:
    members.add(conn, RIYADH, MONA, "member")
    assert members.role_of(conn, RIYADH, MONA) == "owner"
    members.add(conn, RIYADH, OMAR)
    members.add(conn, RIYADH, OMAR, "owner")
    assert [(each.user_id, each.role) for each in members.members(conn, RIYADH)] == [
        (MONA, "owner"),
        (OMAR, "owner"),
    ]


def test_the_last_owner_cannot_be_removed(conn: Conn) -> None:
    members.add(conn, RIYADH, OMAR)
    with pytest.raises(MemberError, match="at least one owner") as told:
        members.remove(conn, RIYADH, MONA)
    assert told.value.code == "last_owner"
    members.remove(conn, RIYADH, OMAR)
    with pytest.raises(MemberError, match="no member"):
        members.remove(conn, RIYADH, OMAR)


def test_two_owners_cannot_remove_each_other(conn: Conn, dsn: str) -> None:
    members.add(conn, RIYADH, OMAR, "owner")
    conn.commit()
    told: list[str] = []

    def remove_omar() -> None:
        with psycopg.connect(dsn) as other:
            try:
                members.remove(other, RIYADH, OMAR)
            except MemberError as error:
                told.append(error.code)

    members.remove(conn, RIYADH, MONA)
    thread = Thread(target=remove_omar)
    thread.start()
    _until_blocked(dsn)
    conn.commit()
    thread.join(60)
    assert told == ["last_owner"]
    assert members.role_of(conn, RIYADH, OMAR) == "owner"


def _until_blocked(dsn: str) -> None:
    query = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
    with psycopg.connect(dsn, autocommit=True) as watch:
        while watch.execute(query + " and datname = current_database()").fetchone() == (0,):
            pass


def test_an_invitation_works_once(conn: Conn) -> None:
    token = _invite(conn)
    (held,) = members.invites(conn, RIYADH, NOW)
    assert (held.email, held.role) == ("omar@example.com", "member")
    assert members.find_invite(conn, token) == held
    assert members.accept(conn, token, OMAR, NOW) == RIYADH
    assert members.role_of(conn, RIYADH, OMAR) == "member"
    assert members.invites(conn, RIYADH, NOW) == []
    with pytest.raises(MemberError, match="used already"):
        members.accept(conn, token, 99, NOW)
    assert members.role_of(conn, RIYADH, 99) is None


def _invite(conn: Conn) -> str:
    return members.invite(conn, RIYADH, " Omar@Example.com", invited_by=MONA, now=NOW)


@pytest.mark.parametrize(
    "end",
    [
        lambda conn: members.withdraw(conn, RIYADH, members.invites(conn, RIYADH, NOW)[0].id),
        lambda conn: bool(_invite(conn)),  # the newest link is the one that works
    ],
)
def test_an_invitation_that_was_ended_is_over(conn: Conn, end: Callable[[Conn], object]) -> None:
    token = _invite(conn)
    end(conn)
    assert members.find_invite(conn, token) is None
    with pytest.raises(MemberError):
        members.accept(conn, token, OMAR, NOW)


def test_an_invitation_is_over_after_a_week(conn: Conn) -> None:
    token = _invite(conn)
    later = NOW + timedelta(days=7)
    assert members.invites(conn, RIYADH, later) == []
    with pytest.raises(MemberError):
        members.accept(conn, token, OMAR, later)
    assert members.accept(conn, token, OMAR, later - timedelta(seconds=1)) == RIYADH


def test_only_the_digest_of_an_invitation_is_kept(conn: Conn) -> None:
    token = _invite(conn)
    held = conn.execute("select store_invites::text from store_invites").fetchone()
    assert held is not None
    assert token not in held[0]
    assert not members.withdraw(conn, DUBAI, 1)
