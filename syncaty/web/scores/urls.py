"""Addresses of the map of scores and of how they are given."""

from django.urls import path

from syncaty.web.scores import deciding, views

urlpatterns = [
    path("stores/<int:merchant>/rfm", views.rfm, name="rfm"),
    path("stores/<int:merchant>/rfm/settings", deciding.decide, name="rfm_settings"),
]
