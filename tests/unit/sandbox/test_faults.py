"""Faults: as likely as asked for, repeatable, and no event lost but the dropped."""

from collections import Counter
from datetime import date

import pytest

from syncaty.sandbox.delivery import Kind, Sending, Writer
from syncaty.sandbox.faults import Faults, spoil
from syncaty.sandbox.model import Event
from syncaty.sandbox.shapes import ShapeName, renderer
from syncaty.sandbox.shop import Plan, Shop
from syncaty.sandbox.signing import Strategy, signed

SECRET = "demo-secret"


@pytest.fixture(scope="module")
def events() -> list[Event]:
    plan = Plan(seed=5, until=date(2025, 6, 1), customers=60, orders=150, products=20, days=60)
    return list(Shop(plan).history())


def spoiled(events: list[Event], faults: Faults) -> list[Sending]:
    return list(spoil(events, faults))


def test_without_faults_everything_is_sent_once_in_order(events: list[Event]) -> None:
    assert spoiled(events, Faults()) == [Sending(n, event) for n, event in enumerate(events)]


def test_faults_are_repeatable_and_about_as_likely_as_asked_for(events: list[Event]) -> None:
    faults = Faults(seed=9, double=0.2, rebuild=0.1, drop=0.05, mis_sign=0.3, wrong_strategy=0.1)
    sendings = spoiled(events, faults)
    kinds = Counter(sending.kind for sending in sendings)
    assert sendings == spoiled(events, faults)
    assert kinds[Kind.EVENT] + kinds[Kind.DROPPED] == len(events)
    assert kinds[Kind.DOUBLE] == pytest.approx(0.2 * kinds[Kind.EVENT], rel=0.3)
    assert kinds[Kind.REBUILT] == pytest.approx(0.1 * kinds[Kind.EVENT], rel=0.3)
    assert kinds[Kind.DROPPED] == pytest.approx(0.05 * len(events), rel=0.4)
    assert kinds[Kind.MIS_SIGNED] == pytest.approx(0.3 * len(events), rel=0.2)
    assert kinds[Kind.WRONG_STRATEGY] == pytest.approx(0.1 * len(events), rel=0.3)


def test_reordering_stays_near_and_shuffling_does_not(events: list[Event]) -> None:
    reordered = [s.number for s in spoiled(events, Faults(reorder=20))]
    shuffled = [s.number for s in spoiled(events, Faults(shuffle=True))]
    everything = list(range(len(events)))
    for numbers in (reordered, shuffled):
        assert numbers != everything
        assert sorted(numbers) == everything
    assert all(place - number < 400 for place, number in enumerate(reordered))
    assert all(number - place < 20 for place, number in enumerate(reordered))
    assert max(number - place for place, number in enumerate(shuffled)) > len(events) / 2


def test_delays_lie_within_what_was_asked_for(events: list[Event]) -> None:
    holds = [sending.hold for sending in spoiled(events, Faults(delay=4))]
    assert 0 <= min(holds) < 1
    assert 3 < max(holds) <= 4


def test_copies_are_written_as_their_kind_says(events: list[Event]) -> None:
    writer = Writer(renderer(ShapeName.SALLA, 1), Strategy.SIGNATURE, SECRET)
    made = {kind: writer.delivery(Sending(3, events[0], kind)) for kind in Kind}
    sound = made[Kind.EVENT]
    assert sound.headers == signed(Strategy.SIGNATURE, SECRET, sound.body)
    assert (made[Kind.DOUBLE].body, made[Kind.DOUBLE].headers) == (sound.body, sound.headers)
    assert made[Kind.REBUILT].body != sound.body
    assert made[Kind.REBUILT].headers == signed(Strategy.SIGNATURE, SECRET, made[Kind.REBUILT].body)
    assert made[Kind.MIS_SIGNED].body == sound.body
    assert made[Kind.MIS_SIGNED].headers != sound.headers
    assert b"Authorization: demo-secret" in made[Kind.WRONG_STRATEGY].headers
    assert SECRET not in repr(writer) + repr(made[Kind.WRONG_STRATEGY])
