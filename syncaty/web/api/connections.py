"""How stores are connected: state, webhooks, people, imports and repairs. To be read only."""

from ninja import Router

from syncaty.stores import connecting, members
from syncaty.stores import connection as connections
from syncaty.stores import subscriptions as webhooks
from syncaty.web.accounts.models import User
from syncaty.web.api.access import TokenRequest, found_store
from syncaty.web.api.codes import unknown
from syncaty.web.api.parameters import Merchant
from syncaty.web.api.shapes.common import Listed, answers
from syncaty.web.api.shapes.connections import (
    ConnectionShape,
    MemberOfStore,
    SubscriptionShape,
    connection_shape,
    subscription_shape,
)
from syncaty.web.database import connection
from syncaty.web.installation import config

router = Router(tags=["connections"])


@router.get(
    "/stores/{merchant}/connection",
    response=answers(ConnectionShape),
    operation_id="store_connection",
)
def store_connection(request: TokenRequest, merchant: Merchant) -> ConnectionShape:
    """How the store is connected to Salla. No token is ever given."""
    with connection() as conn:
        found_store(conn, request, merchant)
        held = connections.connection(conn, merchant)
    if held is None:
        raise unknown("store", merchant)
    asked = config().salla_scopes if held.state == "connected" else ()
    missing = connecting.missing(asked, held.scopes, renewable=held.renewable)
    return connection_shape(held, missing)


@router.get(
    "/stores/{merchant}/subscriptions",
    response=answers(Listed[SubscriptionShape]),
    operation_id="store_subscriptions",
)
def subscriptions(request: TokenRequest, merchant: Merchant) -> Listed[SubscriptionShape]:
    """The webhooks the store is subscribed to, as Salla read them back last."""
    with connection() as conn:
        found_store(conn, request, merchant)
        found = webhooks.subscriptions(conn, merchant)
    items = [subscription_shape(each) for each in found]
    return Listed[SubscriptionShape](items=items, next=None)


@router.get(
    "/stores/{merchant}/people",
    response=answers(Listed[MemberOfStore]),
    operation_id="store_people",
)
def people(request: TokenRequest, merchant: Merchant) -> Listed[MemberOfStore]:
    """Who sees the store, owners first; operators see every store and are not among them."""
    with connection() as conn:
        found_store(conn, request, merchant)
        found = members.members(conn, merchant)
    users = User.objects.in_bulk([each.user_id for each in found])
    items = [
        MemberOfStore(email=user.email, name=user.name, role=each.role, added_at=each.added_at)
        for each in found
        if (user := users.get(each.user_id))
    ]
    return Listed[MemberOfStore](items=items, next=None)
