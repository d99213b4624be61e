"""Addresses of bringing a file."""

from django.urls import path

from syncaty.web.files import importing, views

_FILE = "stores/<int:merchant>/import-file/<int:number>"

urlpatterns = [
    path("stores/<int:merchant>/import-file", views.files, name="files"),
    path(_FILE, views.columns, name="file_columns"),
    path(f"{_FILE}/preview", importing.show, name="file_preview"),
    path(f"{_FILE}/forget", importing.forget, name="file_forget"),
    path(f"{_FILE}/import", importing.progress, name="file_import"),
    path(f"{_FILE}/errors.csv", importing.errors_csv, name="file_errors"),
]
