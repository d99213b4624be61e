"""How a store's scores come about, in words: they stand beside every figure made from them."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from syncaty.rfm.settings import RfmSettings

LANGUAGES = ("en", "ar")


def definition(settings: RfmSettings) -> list[str]:
    """Say in sentences what the three numbers are, how edges are cut and what names segments."""
    return [
        _("Orders that count, of all time."),
        money_words(settings),
        _(
            "Edges follow every order, so that a fifth of the customers have each score if "
            "they can."
        ),
        map_words(settings),
    ]


def in_both_languages(settings: RfmSettings) -> dict[str, str]:
    """Give the definition by language."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = " ".join(definition(settings))
    return said


def money_words(settings: RfmSettings) -> str:
    """Say what money is."""
    if settings.tax and settings.shipping:
        return _("Money: totals less refunds, tax and shipping included.")
    if settings.tax:
        return _("Money: totals less refunds and without shipping, tax included.")
    if settings.shipping:
        return _("Money: totals less refunds and without tax, shipping included.")
    return _("Money: totals less refunds, without tax and shipping.")


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
