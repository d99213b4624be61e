"""Random lives of a store, each by its number: the same one every time."""

from datetime import date, timedelta
from random import Random

from syncaty.rfm.cut import EDGE_KINDS
from syncaty.rfm.limits import limits_of
from syncaty.rfm.settings import MAP_KINDS, RfmSettings
from syncaty.segments.classic import SEGMENTS
from tests.integration.histories.bodies import STATUSES, customer, goods, order_event
from tests.integration.histories.rules import KEYS, rule
from tests.integration.histories.steps import Come, Count, Decide, Make, Pass, Remove, Step

BEGINNING = date(2024, 2, 5)  # the leap day comes in many a life


def life(number: int) -> list[Step]:
    """Give a life of some weeks; most of it is orders that come in and days that pass."""
    chance, today = Random(number), BEGINNING
    steps: list[Step] = [_come(chance, today, 14)]
    steps += [Make(key, rule(chance)) for key in KEYS[: chance.randint(0, 4)]]
    for _ in range(chance.randint(3, 9)):
        step = _step(chance, today)
        steps.append(step)
        if isinstance(step, Pass):
            today += timedelta(step.days)
    return steps


def _step(chance: Random, today: date) -> Step:
    kind = chance.random()
    if kind < 0.4:
        return _come(chance, today, 6)
    if kind < 0.72:
        return Pass(chance.choice([1, 1, 1, 1, 2, 2, 3, 3, 7, 7, 20]))
    if kind < 0.84:
        return Make(chance.choice(KEYS), rule(chance))
    if kind < 0.88:
        return Remove(chance.choice(KEYS))
    if kind < 0.96:
        return Decide(_settings(chance))
    return Count(chance.choice(STATUSES), chance.random() < 0.5)


def _come(chance: Random, today: date, most: int) -> Come:
    """Webhooks in any order, some of them twice; late ones tell of days before."""
    found = [_body(chance, today) for _ in range(chance.randint(1, most))]
    found += chance.sample(found, chance.randint(0, min(2, len(found))))
    chance.shuffle(found)
    return Come(tuple(found), chance.choice([1, 3, 500, 500]))


def _body(chance: Random, today: date) -> dict[str, object]:
    kind = chance.random()
    if kind < 0.15:
        return customer(chance, today)
    return goods(chance, today) if kind < 0.25 else order_event(chance, today)


def _settings(chance: Random) -> RfmSettings:
    kind, edges = chance.choice(MAP_KINDS), chance.choice(EDGE_KINDS)
    own = tuple(chance.choices(SEGMENTS, k=125)) if kind == "own" else None
    limits = None
    if edges == "fixed":
        ranges = {"r": range(41), "f": range(1, 7), "m": range(401)}
        limits = limits_of({each: sorted(chance.sample(of, 4)) for each, of in ranges.items()})
    tax, shipping = chance.random() < 0.5, chance.random() < 0.5
    window = chance.choice([None, None, 7, 14, 30])
    return RfmSettings(tax, shipping, kind, own, edges, limits, window)
