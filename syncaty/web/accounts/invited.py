"""Accepting an invitation to a store: with the account of its address, or by making it."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from syncaty.clock import utc_now
from syncaty.stores import members, reading
from syncaty.stores.events import log_event
from syncaty.stores.members import OPERATOR, Invite, MemberError
from syncaty.web.accounts.models import User
from syncaty.web.accounts.services import AccountError, create_user, find_user
from syncaty.web.accounts.signing_up import BACKEND
from syncaty.web.accounts.views import enter
from syncaty.web.database import connection, transaction


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Show what somebody is invited to, or accept it and go to the store."""
    with connection() as conn:
        invite = members.find_invite(conn, token)
        store = reading.store(conn, OPERATOR, invite.store_id) if invite else None
    if invite is None or store is None or not invite.is_open(utc_now()):
        return _over(request)
    held = find_user(invite.email)
    context = {
        "invite": invite,
        "store": store.name or str(store.id),
        "has_account": held is not None,
        "other": request.user.is_authenticated and request.user != held,
    }
    if request.method != "POST" or context["other"]:
        return render(request, "accounts/invited.html", context)
    fault, status = _enter(request, invite, held)
    if fault:
        held_name = request.POST.get("name", "")
        context |= {"fault": fault, "name": held_name}
        return render(request, "accounts/invited.html", context, status=status)
    try:
        with transaction() as conn:
            store_id = members.accept(conn, token, int(request.user.pk or 0), utc_now())
            log_event(conn, store_id, "member_joined", email=invite.email)
    except MemberError:
        return _over(request)
    return HttpResponseRedirect(reverse("overview", kwargs={"merchant": store_id}))


def _enter(request: HttpRequest, invite: Invite, held: User | None) -> tuple[str, int]:
    """Sign the invited person in, whose account is made if there is none; gives why not."""
    if request.user.is_authenticated:
        return "", 200
    password = request.POST.get("password", "")
    if held is not None:
        refused = enter(request, invite.email, password)
        return (refused.said, refused.status) if refused else ("", 200)
    try:
        user = create_user(invite.email, password, request.POST.get("name", ""))
    except AccountError as error:
        return str(error), 422
    login(request, user, backend=BACKEND)
    return "", 200


def _over(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("This invitation is over"),
        "text": _(
            "It was used already, withdrawn, or is older than seven days. Nothing was changed. "
            "Ask whoever sent it for a new one."
        ),
    }
    return render(request, "fault.html", context, status=404)
