"""Making an account, where the installation lets anybody do so."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from syncaty.clock import utc_now
from syncaty.web.accounts import throttle
from syncaty.web.accounts.services import AccountError, create_user
from syncaty.web.accounts.views import after_login
from syncaty.web.installation import sign_up_open

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Show the form, or make the account, sign its person in and go on."""
    if not sign_up_open():
        raise Http404("accounts are made by the operator")
    if request.user.is_authenticated:
        return HttpResponseRedirect(after_login(request))
    if request.method != "POST":
        return _form(request)
    address = request.META.get("REMOTE_ADDR", "")
    if throttle.too_many_sign_ups(address, utc_now()):
        said = _("Too many accounts were asked for from here. Wait a quarter of an hour.")
        return _form(request, said, status=429)
    throttle.note_sign_up(address, utc_now())
    try:
        user = create_user(*(request.POST.get(each, "") for each in ("email", "password", "name")))
    except AccountError as error:
        return _form(request, str(error), status=422)
    login(request, user, backend=BACKEND)
    return HttpResponseRedirect(after_login(request))


def _form(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    held = {each: request.POST.get(each, "") for each in ("email", "name")}
    context = {"fault": fault, "next": after_login(request), **held}
    return render(request, "accounts/sign_up.html", context, status=status)
