"""All addresses of the dashboard. Each area of pages adds one line to `AREAS`."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from syncaty.web import faults, home

AREAS: list[URLPattern | URLResolver] = [
    path("", include("syncaty.web.accounts.urls")),
    path("api/v1/", include("syncaty.web.api.urls")),
    path("", include("syncaty.web.overview.urls")),
    path("", include("syncaty.web.customers.urls")),
    path("", include("syncaty.web.orders.urls")),
    path("", include("syncaty.web.scores.urls")),
    path("", include("syncaty.web.exports.urls")),
    path("", include("syncaty.web.lists.urls")),
    path("", include("syncaty.web.segments.urls")),
    path("", include("syncaty.web.analytics.urls")),
    path("", include("syncaty.web.products.urls")),
    path("", include("syncaty.web.shops.urls")),
    path("", include("syncaty.web.files.urls")),
    path("", include("syncaty.web.connect.urls")),
    path("", include("syncaty.web.jobs.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("language", set_language, name="set_language"),
    *AREAS,
]

if settings.SYNCATY_PIECES:
    urlpatterns.append(path("", include("syncaty.web.pieces.urls")))

handler403 = faults.denied
handler404 = faults.not_found
handler500 = faults.broken
