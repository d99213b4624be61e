"""Addresses of segments."""

from django.urls import path

from syncaty.web.segments import own, views
from syncaty.web.segments.builder import views as builder

urlpatterns = [
    path("stores/<int:merchant>/builder", builder.builder, name="segment_builder"),
    path("stores/<int:merchant>/builder/draft", builder.draft, name="segment_draft"),
    path("stores/<int:merchant>/builder/look", builder.look, name="segment_look"),
    path(
        "stores/<int:merchant>/builder/choices/<slug:of>", builder.offered, name="segment_offered"
    ),
    path("stores/<int:merchant>/segments", views.segments, name="segments"),
    path("stores/<int:merchant>/segments/<slug:key>", views.segment, name="segment"),
    path("stores/<int:merchant>/segments/<slug:key>/remove", own.take_away, name="segment_remove"),
    path("stores/<int:merchant>/segments/<slug:key>/edit", builder.edit, name="segment_edit"),
]
