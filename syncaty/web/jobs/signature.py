"""What vouched for a delivery, in a sentence, and the headers that came with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from syncaty.jobs.job import Delivery
from syncaty.web.templatetags.figures import day

SIGNATURE = "x-salla-signature"
HIDDEN = frozenset({SIGNATURE, "x-salla-signature-received"})


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whether all is well with the secret (`tone`), what is so, and what it means."""

    tone: str
    title: str
    text: SafeString | str


def vouched(delivery: Delivery) -> Vouched:
    """Say which secret matched."""
    token = delivery.strategy == "token"
    title = _("The token is right.") if token else _("The signature is right.")
    if delivery.verified_by == "app":
        return Vouched("good", title, _("It was made with the app’s secret."))
    if delivery.secret_added_at is None:
        text = _("It was made with a secret of the store that has been removed since.")
        return Vouched("good", title, text)
    added = day(delivery.secret_added_at)
    if delivery.secret_newest:
        text = format_html(_("It was made with the store’s secret, added on {}."), added)
        return Vouched("good", title, text)
    if delivery.secret_expires_at is None:
        text = format_html(
            _(
                "It was made with an older secret of the store, added on {}. A newer one is held "
                "here: copy it into the Salla portal."
            ),
            added,
        )
    else:
        text = format_html(
            _(
                "It was made with an older secret of the store, which is accepted until {}. Copy "
                "the newer one into the Salla portal before."
            ),
            day(delivery.secret_expires_at),
        )
    return Vouched("warn", title, text)


def hex_groups(headers: Mapping[str, str]) -> list[str]:
    """Give the signature that came in groups of eight, to be read aloud."""
    text = headers.get(SIGNATURE, "")
    return [text[at : at + 8] for at in range(0, len(text), 8)]


def others(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the other headers by name."""
    return sorted((name, value) for name, value in headers.items() if name not in HIDDEN)
