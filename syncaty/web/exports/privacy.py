"""The page on which a store decides who leaves with an export, and with which contacts."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from syncaty.segments.privacy import Consent, Privacy, PrivacyError, keep_privacy, load_privacy
from syncaty.stores.events import log_event
from syncaty.web.addresses import of_store
from syncaty.web.database import connection, transaction
from syncaty.web.exports.names import names
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.shops.people import may_manage, require_manager
from syncaty.web.shops.tabs import tabs
from syncaty.web.stores import Store

CONSENTS: dict[str, Consent] = {"without": "without", "only": "only"}


@require_http_methods(["GET", "POST"])
@store_page("stores")
def privacy(request: PageRequest, store: Store) -> HttpResponse:
    """Show what the store decided (GET); keep what an owner decides (POST)."""
    if request.method == "POST":
        return _keep(request, store)
    with connection() as conn:
        held = load_privacy(conn, store.id)
    return _shown(request, store, held)


def _keep(request: PageRequest, store: Store) -> HttpResponse:
    consent = CONSENTS.get(request.POST.get("consent", ""))
    wanted = Privacy(
        mask_contacts=request.POST.get("contacts") == "mask",
        consent=consent,
        consent_segment=request.POST.get("segment", "") or None if consent else None,
    )
    try:
        with transaction() as conn:
            require_manager(conn, request, store)
            keep_privacy(conn, store.id, wanted, request.user.get_username())
            log_event(conn, store.id, "privacy_changed", request.user.get_username())
    except PrivacyError:
        fault = _("Choose the segment that consent goes by. Nothing was changed.")
        return _shown(request, store, wanted, fault)
    messages.success(request, _("Saved. It holds from the next export on."))
    return HttpResponseRedirect(of_store("privacy", store))


def _shown(request: PageRequest, store: Store, held: Privacy, fault: str = "") -> HttpResponse:
    with connection() as conn:
        segments = names(conn, store)
        manager = may_manage(conn, request, store)
    context = {
        "tabs": tabs(store, "privacy"),
        "held": held,
        "segments": segments,
        "gone": bool(held.consent_segment) and held.consent_segment not in dict(segments),
        "manager": manager,
        "fault": fault,
    }
    return render(request, "exports/privacy.html", context, status=422 if fault else 200)
