"""Addresses of orders."""

from django.urls import path

from syncaty.web import entities  # noqa: F401  # registers the converter
from syncaty.web.orders import views

urlpatterns = [path("stores/<int:merchant>/orders/<entity:order>", views.order, name="order")]
