"""Turns whatever goes wrong while answering into {"error", "message"} and the right status."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from psycopg_pool import PoolTimeout

from syncaty.analytics.period import PeriodError
from syncaty.db.paging import CursorError
from syncaty.jobs.filter import FilterError
from syncaty.segments.lists import ListError
from syncaty.segments.privacy import PrivacyError
from syncaty.segments.rules.fault import RuleError
from syncaty.segments.stored import SegmentError
from syncaty.web.api.codes import CODES, ApiError

log = logging.getLogger(__name__)
RETRY_AFTER = "5"
_SEGMENT_CODES = {"cycle": "segment_cycle", "named": "segment_named"}
_BODIES = frozenset({"given", "wanted"})  # names of parameters, which are in no body


def failure(code: str, message: str, *, path: str | None = None, **headers: str) -> HttpResponse:
    """Answer with a code of the closed list, a sentence on what to do, and the fault's place."""
    body = {"error": code, "message": message}
    if path:
        body["path"] = path
    return JsonResponse(body, status=CODES[code], headers=headers)


def install(api: NinjaAPI) -> None:
    """Teach an API to answer every fault in the one form."""
    api.exception_handler(ApiError)(_said)
    api.exception_handler(PeriodError)(_said)
    api.exception_handler(CursorError)(lambda _, error: failure("bad_cursor", str(error)))
    api.exception_handler(FilterError)(lambda _, error: failure("bad_parameter", str(error)))
    api.exception_handler(RuleError)(_ruleless)
    api.exception_handler(SegmentError)(_unsegmented)
    api.exception_handler(ListError)(_unlisted)
    api.exception_handler(PrivacyError)(lambda _, error: failure("consent_gone", str(error)))
    api.exception_handler(RequestDataTooBig)(_too_large)
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(HttpError)(_unreadable)
    api.exception_handler(AuthenticationError)(_unauthorized)
    for away in (psycopg.OperationalError, PoolTimeout):
        api.exception_handler(away)(_unavailable)
    api.exception_handler(Exception)(_broken)


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view answer a method it does not know in the one form, too."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:  # noqa: ANN401
        response = view(request, *args, **named)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response.headers["Allow"]
            return failure(
                "method_not_allowed",
                f"{request.method} is not possible here. Use {allowed}.",
                Allow=allowed,
            )
        return response

    return answer


def unknown_address(request: HttpRequest) -> HttpResponse:
    """Answer an address of the API that does not exist."""
    return failure(
        "unknown_address", "There is nothing at this address. See /api/v1/openapi.json for all."
    )


def _said(request: HttpRequest, error: ApiError | PeriodError) -> HttpResponse:
    return failure(error.code, str(error), path=getattr(error, "path", None))


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    said = (f"{_place(each['loc'])}: {_reason(each)}" for each in error.errors)
    path = ".".join(str(part) for part in error.errors[0]["loc"][1:] if part not in _BODIES)
    message = "; ".join(said) + ". Nothing was read or changed."
    return failure("bad_parameter", message, path=path)


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    message = "The body is no JSON that can be read. Nothing was read or changed."
    return failure("bad_parameter", message)


def _place(path: tuple[str | int, ...]) -> str:
    """Give the parameter's name out of ("query", "limit") or ("query", "f", 0)."""
    return " ".join(str(part) for part in path[1:]) or "request"


def _reason(fault: dict[str, Any]) -> str:
    text = str(fault["msg"]).removeprefix("Value error, ").rstrip(".")
    return text[:1].lower() + text[1:]


def _ruleless(request: HttpRequest, error: RuleError) -> HttpResponse:
    return failure("bad_rule", f"{error} Nothing was read or changed.", path=error.path)


def _unsegmented(request: HttpRequest, error: SegmentError) -> HttpResponse:
    # A key that a rule names is a fault of the rule, not of the address.
    named = error.code == "unknown_segment" and error.path.startswith("rule")
    code = "bad_rule" if named else _SEGMENT_CODES.get(error.code, error.code)
    return failure(code, f"{error} Nothing was changed.", path=error.path)


def _unlisted(request: HttpRequest, error: ListError) -> HttpResponse:
    path = "key" if error.code == "not_a_list" else "entries"
    return failure(error.code, str(error), path=path)


def _too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    message = (
        f"More than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MB were sent. Nothing was read "
        "or changed; send it in parts."
    )
    return failure("too_large", message)


def _unauthorized(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    message = (
        "This needs a valid token: send the header Authorization: Bearer TOKEN. "
        "Make a token with: syncaty token create --name NAME"
    )
    return failure("unauthorized", message, **{"WWW-Authenticate": "Bearer"})


def _unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("api: the database did not answer: %s", type(error).__name__)
    message = "The database did not answer in time. Nothing was changed; try again in a moment."
    return failure("unavailable", message, **{"Retry-After": RETRY_AFTER})


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("api: %s %s failed", request.method, request.path, exc_info=error)
    message = "This could not be answered; the cause is in the log. Nothing was changed."
    return failure("internal", message)
