"""Addresses of the overview and of its parts that refresh themselves."""

from django.urls import path

from syncaty.web.overview import views

urlpatterns = [
    path("stores/<int:merchant>/overview", views.overview, name="overview"),
    path("stores/<int:merchant>/overview/feed", views.live_feed, name="overview_feed"),
    path("stores/<int:merchant>/overview/health", views.live_health, name="overview_health"),
]
