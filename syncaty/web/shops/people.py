"""The people of a store: who sees it, who is invited, and changing that."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from syncaty.clock import utc_now
from syncaty.stores import members
from syncaty.stores.events import log_event
from syncaty.stores.members import MemberError, Role
from syncaty.web.accounts.models import User
from syncaty.web.addresses import of_store
from syncaty.web.database import Reading, connection, transaction
from syncaty.web.installation import absolute
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.shops.tabs import tabs
from syncaty.web.stores import Store


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the page shows him; `you` is whoever looks."""

    user_id: int
    name: str
    email: str
    role: Role
    added_at: datetime
    you: bool


def may_manage(conn: Reading, request: PageRequest, store: Store) -> bool:
    """Tell whether somebody may change who sees a store and end its connection."""
    viewer = request.here.viewer
    return viewer.everything or members.role_of(conn, store.id, viewer.user_id) == "owner"


def require_manager(conn: Reading, request: PageRequest, store: Store) -> None:
    """Raise PermissionDenied unless somebody is an owner of the store, or an operator."""
    if not may_manage(conn, request, store):
        raise PermissionDenied("for owners")


@store_page("stores")
def people(request: PageRequest, store: Store) -> HttpResponse:
    """Show who sees a store, and who is invited."""
    return _shown(request, store)


@require_POST
@never_cache
@store_page("stores")
def invite(request: PageRequest, store: Store) -> HttpResponse:
    """Invite an address; its link is on the answer and never again."""
    email = request.POST.get("email", "").strip().lower()
    role: Role = "owner" if request.POST.get("role") == "owner" else "member"
    try:
        validate_email(email)
    except ValidationError:
        with connection() as conn:
            require_manager(conn, request, store)
        said = _("Enter a valid email address.")
        return _shown(request, store, fault=said, email=email, status=422)
    with transaction() as conn:
        require_manager(conn, request, store)
        by = request.here.viewer.user_id
        token = members.invite(conn, store.id, email, invited_by=by, now=utc_now(), role=role)
        log_event(conn, store.id, "member_invited", request.user.get_username(), email=email)
    link = absolute(request, reverse("invited", kwargs={"token": token}))
    return _shown(request, store, link=link, invited=email)


@require_POST
@store_page("stores")
def withdraw(request: PageRequest, store: Store, number: int) -> HttpResponse:
    """End an open invitation."""
    with transaction() as conn:
        require_manager(conn, request, store)
        if not members.withdraw(conn, store.id, number):
            raise Http404(f"no open invitation {number}")
    messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return HttpResponseRedirect(of_store("people", store))


@require_POST
@store_page("stores")
def promote(request: PageRequest, store: Store, user: int) -> HttpResponse:
    """Make a member an owner."""
    with transaction() as conn:
        require_manager(conn, request, store)
        if members.role_of(conn, store.id, user) is None:
            raise Http404(f"no member {user}")
        members.add(conn, store.id, user, "owner")
        _log(conn, request, store, "owner_added", user)
    messages.success(request, _("There is a further owner now."))
    return HttpResponseRedirect(of_store("people", store))


@require_POST
@store_page("stores")
def remove(request: PageRequest, store: Store, user: int) -> HttpResponse:
    """Take somebody's place away; everybody may leave by himself."""
    leaves = user == request.here.viewer.user_id
    try:
        with transaction() as conn:
            if not leaves:
                require_manager(conn, request, store)
            members.remove(conn, store.id, user)
            _log(conn, request, store, "member_removed", user)
    except MemberError as error:
        if error.code == "unknown_member":
            raise Http404(f"no member {user}") from error
        said = _("A store keeps at least one owner. Make somebody else its owner first.")
        messages.warning(request, said)
        return HttpResponseRedirect(of_store("people", store))
    if leaves and not request.here.viewer.everything:
        messages.success(request, _("You have left the store."))
        return HttpResponseRedirect(reverse("stores"))
    messages.success(request, _("This person no longer sees the store."))
    return HttpResponseRedirect(of_store("people", store))


def _log(conn: Reading, request: PageRequest, store: Store, kind: str, user: int) -> None:
    held = User.objects.filter(pk=user).first()
    email = held.email if held else ""
    log_event(conn, store.id, kind, request.user.get_username(), email=email)


def _shown(request: PageRequest, store: Store, *, status: int = 200, **more: str) -> HttpResponse:
    with connection() as conn:
        context = {
            "people": _people(conn, store, request.here.viewer.user_id),
            "invites": members.invites(conn, store.id, utc_now()),
            "manager": may_manage(conn, request, store),
            "tabs": tabs(store, "people"),
        }
    return render(request, "shops/people.html", context | more, status=status)


def _people(conn: Reading, store: Store, you: int) -> list[Person]:
    held = members.members(conn, store.id)
    accounts = User.objects.in_bulk([each.user_id for each in held])
    return [
        Person(each.user_id, user.name, user.email, each.role, each.added_at, each.user_id == you)
        for each in held
        if (user := accounts.get(each.user_id))
    ]
