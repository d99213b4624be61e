"""What an answer of Salla means when it is not the one hoped for (salla reference, section 14).

Statuses and codes decide. Texts, often Arabic, only tell the kinds of 401 apart.
"""

import re
from collections.abc import Callable

from syncaty.salla.errors import Fields, SallaCode, SallaError
from syncaty.salla.fields import Object
from syncaty.salla.http import Answer
from syncaty.salla.values import part_of, read_text

_SCOPES = re.compile(r"\b[a-z_]+\.read(?:_write)?\b", re.ASCII)
_NO_USER = re.compile(r"\buser\b.*\b(?:not exist|inactive|deleted|disabled)", re.IGNORECASE)
_USER_IN_ARABIC = "مستخدم"
_MOST_FIELDS, _MOST_TEXTS = 10, 3
_WITHHELD = "…"

_BY_STATUS: dict[int, SallaCode] = {
    403: "forbidden_for_now",
    404: "gone",
    410: "gone",
    422: "invalid_fields",
}

_OAUTH_CODES: dict[str, SallaCode] = {
    "invalid_client": "invalid_client",
    "invalid_request": "app_misconfigured",
    "invalid_scope": "app_misconfigured",
    "unauthorized_client": "app_misconfigured",
    "unsupported_grant_type": "app_misconfigured",
    "redirect_uri_mismatch": "app_misconfigured",
}
"""What the bare codes of OAuth say of this installation rather than of a merchant."""


def api_judge(*secrets: str) -> Callable[[Answer], SallaError | None]:
    """Give the judge of the Merchant API's answers; `secrets` never appear in what it finds."""
    return lambda answer: api_fault(answer, secrets)


def api_fault(answer: Answer, secrets: tuple[str, ...] = ()) -> SallaError | None:
    """Tell what is wrong with an answer of the Merchant API, or None if it is good."""
    document = answer.document if isinstance(answer.document, dict) else {}
    status = _status(answer.status, document)
    if 200 <= status < 300 and document.get("success") is not False:
        return None if answer.readable else _fault("bad_answer", answer, unsure=True)
    if status == 429:
        return _fault("rate_limited", answer)
    if status >= 500:
        return _fault("salla_failed", answer, unsure=True)
    if not _told(document):
        # Not Salla's own words: a gateway's page must not end a connection or delete an order.
        return _fault("forbidden_for_now" if status == 403 else "bad_answer", answer)
    said = _said(document, secrets)
    scopes = tuple(_SCOPES.findall(said)) if status in {401, 403} else ()
    if scopes:
        return _fault("scope_missing", answer, said=said, scopes=scopes)
    fields = _fields(document, secrets) if status == 422 else {}
    return _fault(_code(status, document, said), answer, said=said, fields=fields)


def oauth_fault(answer: Answer, grant: SallaCode) -> SallaError | None:
    """Tell what is wrong with an answer of the token endpoint, or None if it is good.

    `grant` is what a refused grant means here: `code_refused` or `invalid_grant`.
    """
    document = answer.document if isinstance(answer.document, dict) else {}
    name = _oauth_code(document)
    if answer.status >= 500:
        return _fault("salla_failed", answer, unsure=True)
    if answer.status == 429:
        return _fault("rate_limited", answer)
    if name == "invalid_grant":
        return _fault(grant, answer)
    if name in _OAUTH_CODES:
        return _fault(_OAUTH_CODES[name], answer)
    if 200 <= answer.status < 300 and not name:
        return None if document else _fault("bad_answer", answer, unsure=True)
    return _fault("refused" if name else "bad_answer", answer, unsure=not name)


def _code(status: int, document: Object, said: str) -> SallaCode:
    if status == 401:
        if _oauth_code(document) == "invalid_grant":
            return "invalid_grant"
        gone = _NO_USER.search(said) or _USER_IN_ARABIC in said
        return "user_gone" if gone else "token_refused"
    return _BY_STATUS.get(status, "refused")


def _status(status: int, document: Object) -> int:
    """Give the status; one that says all is well does not hide another inside the envelope."""
    inner = document.get("status")
    if 200 <= status < 300 and isinstance(inner, int) and 400 <= inner < 600:
        return inner
    return status


def _told(document: Object) -> bool:
    """Tell whether the body is an error of Salla's own form, and not some gateway's."""
    return "error" in document or document.get("success") is False


def _oauth_code(document: Object) -> str:
    """Give the code of OAuth's bare error, also where it stands in Salla's own envelope."""
    error = document.get("error")
    code = error.get("code") if isinstance(error, dict) else error
    return code.strip() if isinstance(code, str) else ""


def _said(document: Object, secrets: tuple[str, ...]) -> str:
    error = document.get("error")
    parts = [error.get("message"), error.get("code")] if isinstance(error, dict) else [error]
    texts = [_text(part, secrets) for part in [*parts, document.get("message")]]
    return next((text for text in texts if text), "")


def _fields(document: Object, secrets: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, said in list(part_of(part_of(document, "error"), "fields").items())[:_MOST_FIELDS]:
        texts = said if isinstance(said, list) else [said]
        told = tuple(_text(text, secrets) for text in texts[:_MOST_TEXTS])
        found[name[:100]] = tuple(text for text in told if text)
    return found


def _text(value: object, secrets: tuple[str, ...]) -> str:
    try:
        text = read_text(value, 300) or ""
    except ValueError:
        return ""
    for secret in secrets:
        text = text.replace(secret, _WITHHELD) if secret else text
    return text


def _fault(
    code: SallaCode,
    answer: Answer,
    *,
    said: str = "",
    scopes: tuple[str, ...] = (),
    fields: Fields | None = None,
    unsure: bool = False,
) -> SallaError:
    return SallaError(
        code,
        status=answer.status,
        said=said,
        scopes=scopes,
        fields=fields,
        retry_after=answer.limits.retry_after,
        unsure=unsure,
    )
