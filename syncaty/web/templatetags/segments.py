"""Small words of the pages of segments."""

from django import template
from django.utils.safestring import SafeString

from syncaty.web.templatetags.figures import sign_of

register = template.Library()


@register.simple_tag
def currency_sign(code: str) -> SafeString:
    """Write a currency alone: the riyal by its sign, others by their letters."""
    return sign_of(code)


@register.filter
def share_width(ratio: float | None) -> str:
    """Write a ratio as the per cents of a drawing, whatever the language."""
    return f"{(ratio or 0) * 100:.2f}"
