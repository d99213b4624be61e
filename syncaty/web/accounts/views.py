"""Signing in and out."""

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


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the login form, or sign in and go on to the page that was asked for."""
    if request.method == "POST":
        return _try_login(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next(request))
    return _form(request)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(resolve_url("login"))


def _try_login(request: HttpRequest) -> HttpResponse:
    email, password = request.POST.get("email", ""), request.POST.get("password", "")
    address = request.META.get("REMOTE_ADDR", "")
    if throttle.too_many(email, address, utc_now()):
        said = _("Too many tries. Wait a quarter of an hour, then try again.")
        return _form(request, said, status=429)
    user = authenticate(request, username=email, password=password)
    if user is None:
        throttle.note_failure(email, address, utc_now())
        said = _("E-mail or password is not right. Check both and try again.")
        return _form(request, said, status=422)
    throttle.forgive(email, address)
    login(request, user)
    return HttpResponseRedirect(_next(request))


def _form(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    context = {"fault": fault, "email": request.POST.get("email", ""), "next": _next(request)}
    return render(request, "accounts/login.html", context, status=status)


def _next(request: HttpRequest) -> str:
    """Give where to go after the login; only ever a place of this site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()):
        return asked
    return resolve_url(settings.LOGIN_REDIRECT_URL)
