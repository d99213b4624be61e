"""Addresses of connecting a store. The callback's is registered with the app at Salla."""

from django.urls import path

from syncaty.salla.oauth import CALLBACK
from syncaty.web.connect import views

urlpatterns = [
    path("connect", views.connect, name="connect"),
    path("connect/waiting", views.waiting, name="connect_waiting"),
    path(CALLBACK.removeprefix("/"), views.callback, name="connect_callback"),
]
