"""Segments that name each other: in which order they are judged; none names itself. Pure."""

from collections.abc import Iterator, Mapping

from syncaty.segments.rules.tree import All, AnyOf, MemberOf, Not, Rule


def named_in(rule: Rule) -> Iterator[tuple[str, str]]:
    """Give the segments that a rule names, each with the path of the place: `all.2.member_of`."""
    waiting: list[tuple[tuple[str, ...], Rule]] = [((), rule)]
    while waiting:
        path, each = waiting.pop()
        match each:
            case All(rules) | AnyOf(rules):
                join = "all" if isinstance(each, All) else "any"
                inner = [((*path, join, str(at)), part) for at, part in enumerate(rules)]
                waiting.extend(reversed(inner))
            case Not(part):
                waiting.append(((*path, "not"), part))
            case MemberOf(segment):
                yield ".".join((*path, "member_of")), segment
            case _:
                pass


def way_round(named: Mapping[str, frozenset[str]], key: str) -> tuple[str, ...] | None:
    """Give a way by which a segment names itself, beginning and ending with it; None without.

    `named` holds the keys that each segment names; keys that it does not hold name nothing.
    """
    came_from: dict[str, str] = {}
    waiting = [key]
    while waiting:
        each = waiting.pop()
        for other in sorted(named.get(each, ())):
            if other == key:
                return _way(came_from, key, each)
            if other not in came_from:
                came_from[other] = each
                waiting.append(other)
    return None


def levels(named: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Give the level of each segment: 0 where it names none of them, else above all it names.

    Raises ValueError where there is a way round.
    """
    found: dict[str, int] = {}
    left = dict(named)
    while left:
        ready = [key for key, others in left.items() if not others & left.keys()]
        if not ready:
            raise ValueError(f"segments name each other in a ring: {', '.join(sorted(left))}")
        for key in ready:
            below = [found[other] + 1 for other in left.pop(key) if other in found]
            found[key] = max(below, default=0)
    return found


def _way(came_from: Mapping[str, str], key: str, last: str) -> tuple[str, ...]:
    way = [last]
    while way[-1] != key:
        way.append(came_from[way[-1]])
    return (*reversed(way), key)
