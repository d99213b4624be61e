"""Addresses of segments."""

from django.urls import path

from syncaty.web.segments import views

urlpatterns = [
    path("stores/<int:merchant>/segments", views.segments, name="segments"),
    path("stores/<int:merchant>/segments/<slug:key>", views.segment, name="segment"),
    path("stores/<int:merchant>/segments/<slug:key>.csv", views.export, name="segment_export"),
]
