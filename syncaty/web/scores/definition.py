"""How a store's scores come about, in words: they stand beside every figure made from them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from syncaty.rfm.limits import Limits
from syncaty.rfm.scoring import Dimension
from syncaty.rfm.settings import RfmSettings

_NAMES: dict[str, Dimension] = {"days": "r", "orders": "f", "money": "m"}
LANGUAGES = ("en", "ar")


def definition(settings: RfmSettings) -> list[str]:
    """Say in sentences what the three numbers are, how edges are cut and what names segments."""
    return [
        window_words(settings),
        money_words(settings),
        _(
            "Orders in another currency are converted at their own rate, or add no money "
            "without one."
        ),
        edges_words(settings),
        map_words(settings),
    ]


def in_both_languages(settings: RfmSettings) -> dict[str, str]:
    """Give the definition by language."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = " ".join(definition(settings))
    return said


def window_words(settings: RfmSettings) -> str:
    """Say which orders are looked at."""
    if settings.window_days is None:
        return _("Orders that count, of all time.")
    return ngettext(
        "Orders that count, of the last {days} day; who has none of them has no scores.",
        "Orders that count, of the last {days} days; who has none of them has no scores.",
        settings.window_days,
    ).format(days=f"{settings.window_days:,}")


def money_words(settings: RfmSettings) -> str:
    """Say what money is."""
    if settings.tax and settings.shipping:
        return _("Money: totals less refunds, tax and shipping included.")
    if settings.tax:
        return _("Money: totals less refunds and without shipping, tax included.")
    if settings.shipping:
        return _("Money: totals less refunds and without tax, shipping included.")
    return _("Money: totals less refunds, without tax and shipping.")


def edges_words(settings: RfmSettings) -> str:
    """Say how edges are cut."""
    if settings.limits is not None:
        return _(
            "Edges are fixed: {days} days, {orders} orders, {money} in money. Days that pass move "
            "customers at the store’s midnight."
        ).format(**{name: _listed(settings.limits, key) for name, key in _NAMES.items()})
    if settings.edges == "frozen":
        return _(
            "Edges are found anew at the store’s midnight; in between, a customer moves by his own "
            "orders only."
        )
    return _(
        "Edges follow every order, so that a fifth of the customers have each score if they can."
    )


def _listed(limits: Limits, dimension: Dimension) -> str:
    return " / ".join(f"{each.normalize():,f}" for each in getattr(limits, dimension))


def map_words(settings: RfmSettings) -> str:
    """Say which map gives segments."""
    if settings.map == "recency_fm":
        return _(
            "Segments: by recency and the mean of frequency and money, halves rounded up "
            "(25 fields)."
        )
    if settings.map == "own":
        return _("Segments: by the store’s own map of 125 codes.")
    return _("Segments: by the classic map of 125 codes.")
