"""To Salla and back: beginning a connection, and what comes of it."""

import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from urllib.parse import urlencode

import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from syncaty.clock import utc_now
from syncaty.db.queries import load
from syncaty.salla.errors import SallaError
from syncaty.stores import attempts
from syncaty.stores.connecting import Callback, Visitor, complete
from syncaty.stores.connection import ConnectError
from syncaty.stores.secrets import SealError
from syncaty.syncs import begin_history
from syncaty.web.connect import setup, words
from syncaty.web.database import connection, transaction, writing
from syncaty.web.installation import config
from syncaty.web.pages import PageRequest, page, render
from syncaty.web.stores import viewer_of

NONCE = "connect"  # in the session: what ties a state to this browser
RECENT = timedelta(minutes=30)
SKEW = timedelta(minutes=2)  # Salla's clock is another one, and goes by the second
_QUERIES = load("syncaty.web.connect")
_log = structlog.get_logger("syncaty.web")


@never_cache
@require_http_methods(["GET", "POST"])
@page("stores")
def connect(request: PageRequest) -> HttpResponse:
    """Show how a store is connected (GET), or lead to Salla's consent page (POST)."""
    missing = setup.missing()
    if request.method == "POST" and not missing and not setup.is_easy():
        return _to_salla(request)
    said = request.GET.get("said", "")
    context = {
        "missing": missing,
        "easy": setup.is_easy(),
        "install": setup.install_page(),
        "failure": words.failure(said) if said else None,
        "since": utc_now().isoformat(),
    }
    return render(request, "connect/connect.html", context)


def _to_salla(request: PageRequest) -> HttpResponse:
    """Make a state and give the page that leads on.

    Not a redirect: browsers then hold Salla's whole chain of redirects against `form-action`.
    """
    nonce = request.session.setdefault(NONCE, secrets.token_urlsafe(32))
    with transaction() as conn:
        state = attempts.begin(conn, request.here.viewer.user_id, nonce, utc_now())
    context = {"address": setup.oauth().authorize_url(state)}
    return render(request, "connect/to_salla.html", context)


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take what Salla sends a merchant back with, and connect his store.

    Always answers with a redirect, so that the code stands in no page and no history, and loading
    again repeats nothing.
    """
    if not request.user.is_authenticated:
        return _to(reverse("login"), next=f"{reverse('connect')}?said=begun_elsewhere")
    asked = Callback(*(request.GET.get(each, "") for each in ("state", "code", "error")))
    try:
        arrival = complete(
            writing,
            setup.keys(),
            setup.oauth(),
            asked,
            _visitor(request),
            begin_history,
            asked=config().salla_scopes,
        )
    except (ConnectError, SallaError) as error:
        _log.warning("a store was not connected", action="connect.failed", error=error.code)
        return _to(reverse("connect"), said=error.code)
    except SealError:
        _log.exception("tokens cannot be sealed", action="connect.failed")
        return _to(reverse("connect"), said="tokens_unreadable")
    made = arrival.connected
    said = _("{store} is connected.") if made.created else _("{store} is connected again.")
    messages.success(request, said.format(store=made.name or made.store_id))
    return HttpResponseRedirect(reverse("store_connection", kwargs={"merchant": made.store_id}))


def _visitor(request: HttpRequest) -> Visitor:
    viewer = viewer_of(request)
    nonce = request.session.get(NONCE, "")
    return Visitor(viewer.user_id, nonce, request.user.get_username(), viewer.everything)


@never_cache
@page("stores")
def waiting(request: PageRequest) -> HttpResponse:
    """Show what came of an installation at Salla's App Store since a moment (easy mode)."""
    since = _moment(request.GET.get("since", ""))
    viewer = request.here.viewer
    with connection() as conn:
        wanted = {"since": since - SKEW, **asdict(viewer)}
        arrived = conn.execute(_QUERIES["arrived"], wanted).fetchall()
    context = {
        "arrived": arrived,
        "since": since.isoformat(),
        "install": setup.install_page(),
        "operator": viewer.everything,
    }
    return render(request, "connect/waiting.html", context, partial="connect/_waiting.html")


def _moment(text: str) -> datetime:
    """Read since when somebody waits; at most half an hour back."""
    now = utc_now()
    try:
        asked = datetime.fromisoformat(text)
    except ValueError:
        return now
    return max(asked, now - RECENT) if asked.tzinfo else now


def _to(address: str, **query: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{address}?{urlencode(query)}")
