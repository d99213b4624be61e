"""Where a customer stands on the five bands of a score."""

from syncaty.web.formats import Figure

BANDS = range(1, 6)


def position(score: int, value: Figure, worse: Figure | None, better: Figure | None) -> str:
    """Give the place on the bar as a percentage.

    `worse` and `better` are the values at the lower and upper end of the band the value lies
    in; without one of them (first and last band) the middle of the band is taken.
    """
    share = 0.5
    if worse is not None and better is not None and worse != better:
        share = (float(value) - float(worse)) / (float(better) - float(worse))
    return f"{(score - 1 + min(max(share, 0.06), 0.94)) * 20:.1f}%"
