"""Addresses of exports and of what a store decided on them."""

from django.urls import path

from syncaty.web.exports import privacy, views

_SEGMENT = "stores/<int:merchant>/segments/<slug:key>"

urlpatterns = [
    path("stores/<int:merchant>/privacy", privacy.privacy, name="privacy"),
    path(f"{_SEGMENT}/export", views.ready, name="segment_out"),
    path(f"{_SEGMENT}.csv", views.download, {"form": "csv"}, name="segment_export"),
    path(f"{_SEGMENT}.json", views.download, {"form": "json"}, name="segment_export_json"),
    path(f"{_SEGMENT}.jsonl", views.download, {"form": "jsonl"}, name="segment_export_jsonl"),
]
