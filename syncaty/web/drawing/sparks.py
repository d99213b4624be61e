"""Points of small lines. Pure; time runs left to right, the page turns it for Arabic."""

from collections.abc import Sequence

from syncaty.web.formats import Figure

WIDTH, HEIGHT, EDGE = 120.0, 32.0, 2.0


def points(now: Sequence[Figure], before: Sequence[Figure] = ()) -> tuple[str, str]:
    """Give the points of two lines on one scale, for a 120 by 32 box."""
    values = [float(value) for value in (*now, *before)]
    low, high = min(values), max(values)
    return _line(now, low, high), _line(before, low, high)


def _line(values: Sequence[Figure], low: float, high: float) -> str:
    if len(values) < 2:
        return ""
    step = WIDTH / (len(values) - 1)
    span = high - low
    room = HEIGHT - 2 * EDGE

    def height(value: Figure) -> float:
        share = (float(value) - low) / span if span else 0.5
        return EDGE + room * (1 - share)

    return " ".join(f"{at * step:g},{height(value):.1f}" for at, value in enumerate(values))
