"""Addresses of the connected stores."""

from django.urls import path

from syncaty.web.shops import views

urlpatterns = [
    path("stores", views.stores, name="stores"),
    path("stores/<int:merchant>", views.store, name="store"),
    path("stores/<int:merchant>/statuses", views.classify, name="classify"),
]
