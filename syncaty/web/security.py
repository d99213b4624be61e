"""What every answer carries and who may ask: headers, and login for all but a few addresses."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from syncaty.salla.oauth import CALLBACK

Answer = Callable[[HttpRequest], HttpResponse]

# Scripts and style sheets come from us only and never stand in the page. `style` attributes may:
# they carry the numbers a drawing needs (`--at:40%`) and cannot load or run anything.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# The API asks for its own tokens; whoever comes back from Salla is asked to sign in there.
OPEN_TO_ALL = ("/login", "/signup", "/invite/", "/language", "/static/", "/api/", CALLBACK)


def headers(answer: Answer) -> Answer:
    """Add the content policy, and keep pages of signed-in people out of shared caches."""

    def add(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return add


def login_required(answer: Answer) -> Answer:
    """Send whoever is not signed in to the login page, which leads back here.

    A partial is answered with a plain 401 and the address to go to, which htmx follows as a page.
    """

    def ask(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN_TO_ALL) or request.user.is_authenticated:
            return answer(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": reverse("login")})
        return _to_login(request)

    return ask


def _to_login(request: HttpRequest) -> HttpResponseRedirect:
    return redirect_to_login(request.get_full_path(), reverse("login"))
