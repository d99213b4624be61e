"""Addresses of the connected stores."""

from django.urls import path

from syncaty.web.shops import acting, banner, connection, people, views

urlpatterns = [
    path("stores", views.stores, name="stores"),
    path("stores/<int:merchant>", views.store, name="store"),
    path("stores/<int:merchant>/statuses", views.classify, name="classify"),
    path("stores/<int:merchant>/statuses/change", views.status, name="status"),
    path("stores/<int:merchant>/connection", connection.store_connection, name="store_connection"),
    path("stores/<int:merchant>/webhooks", acting.check_webhooks, name="check_webhooks"),
    path("stores/<int:merchant>/syncs", acting.start_sync, name="start_sync"),
    path("stores/<int:merchant>/syncs/<int:number>", acting.act_on_sync, name="act_on_sync"),
    path("stores/<int:merchant>/disconnect", acting.disconnect, name="disconnect"),
    path("stores/<int:merchant>/importing", banner.importing, name="importing"),
    path("stores/<int:merchant>/people", people.people, name="people"),
    path("stores/<int:merchant>/invites", people.invite, name="invite"),
    path("stores/<int:merchant>/invites/<int:number>", people.withdraw, name="withdraw_invite"),
    path("stores/<int:merchant>/people/<int:user>/owner", people.promote, name="promote"),
    path("stores/<int:merchant>/people/<int:user>/remove", people.remove, name="remove_member"),
]
