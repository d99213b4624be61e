"""Hides contact data where it need not be seen."""


def mask(text: str) -> str:
    """Hide the middle of contact data, keeping enough to tell two apart."""
    name, at, host = text.partition("@")
    if at:
        return f"{name[:1]}••••@••••{host[host.rfind('.') :]}"
    return f"{text[:2]}•••••{text[-2:]}" if len(text) > 6 else "••••"
