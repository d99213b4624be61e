"""Signing in and out."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from syncaty.clock import utc_now
from syncaty.web.accounts import throttle
from syncaty.web.installation import sign_up_open


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the login form, or sign in and go on to the page that was asked for."""
    if request.method == "POST":
        return _try_login(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(after_login(request))
    return _form(request)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(resolve_url("login"))


def _try_login(request: HttpRequest) -> HttpResponse:
    refused = enter(request, request.POST.get("email", ""), request.POST.get("password", ""))
    if refused is not None:
        return _form(request, refused.said, status=refused.status)
    return HttpResponseRedirect(after_login(request))


@dataclass(frozen=True, slots=True)
class Refused:
    """Why somebody may not sign in, and the status to answer with."""

    said: str
    status: int


def enter(request: HttpRequest, email: str, password: str) -> Refused | None:
    """Sign somebody in; gives why not when it may not be."""
    address = request.META.get("REMOTE_ADDR", "")
    if throttle.too_many(email, address, utc_now()):
        return Refused(_("Too many tries. Wait a quarter of an hour, then try again."), 429)
    user = authenticate(request, username=email, password=password)
    if user is None:
        throttle.note_failure(email, address, utc_now())
        return Refused(_("E-mail or password is not right. Check both and try again."), 422)
    throttle.forgive(email, address)
    login(request, user)
    return None


def _form(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    context = {
        "fault": fault,
        "email": request.POST.get("email", ""),
        "next": after_login(request),
        "sign_up": sign_up_open(),
    }
    return render(request, "accounts/login.html", context, status=status)


def after_login(request: HttpRequest) -> str:
    """Give where to go after the login; only ever a place of this site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()):
        return asked
    return resolve_url(settings.LOGIN_REDIRECT_URL)
