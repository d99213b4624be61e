"""Pages for what goes wrong: what happened, what is safe, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return _fault(
        request,
        404,
        _("There is nothing here"),
        _("The address may be old, or the store is no longer connected. Nothing was changed."),
    )


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return _fault(
        request,
        403,
        _("This needs a permission you do not have"),
        _("Nothing was changed. Ask the owner of the account for the role you need."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500; the cause is in the log."""
    return _fault(
        request,
        500,
        _("This page could not be made"),
        _("Webhooks are still being received and kept; nothing is lost. Try again in a moment."),
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose proof of origin is missing or too old."""
    return _fault(
        request,
        403,
        _("This form is too old"),
        _("Nothing was changed. Go back, load the page again and send the form once more."),
    )


def _fault(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "fault.html", {"title": title, "text": text}, status=status)
