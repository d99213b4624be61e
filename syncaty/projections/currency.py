"""How many decimals a currency has, and an amount as text that never loses one (ISO 4217)."""

from decimal import ROUND_HALF_UP, Decimal

DEFAULT_DECIMALS = 2
_OTHERS = {
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "VND"), 0),
}


def decimals(currency: str | None) -> int:
    """Give the number of decimals a currency is written with: 2 for SAR, 3 for KWD."""
    return _OTHERS.get(currency or "", DEFAULT_DECIMALS)


def money_text(amount: Decimal, currency: str | None) -> str:
    """Write an amount with at least its currency's decimals, and more when it has more.

    Nothing is rounded: 12 is "12.00", 12.005 is "12.005".
    """
    held = -int(exponent) if isinstance(exponent := amount.as_tuple().exponent, int) else 0
    least = decimals(currency)
    text = f"{amount:.{max(held, least)}f}"
    if held > least:
        kept = len(text) - (held - least)
        text = text[:kept] + text[kept:].rstrip("0")
        text = text.removesuffix(".")
    return text


def rounded(amount: Decimal, currency: str | None) -> Decimal:
    """Round a computed amount (an average) to its currency's decimals, halves away from zero."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), ROUND_HALF_UP)
